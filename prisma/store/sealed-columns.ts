import { CONFIG_CONTEXT } from './connections.ts';
import { PAYLOAD_CONTEXT } from './inbound-messages.ts';
import { contactsContext } from './order-contacts.ts';
import { CUSTOMER_CONTEXT } from './order-words.ts';
import { webhookSecretContext } from './webhook-endpoints.ts';
import { secondFactorContext } from './second-factor.ts';
import { refreshContext, tokenContext } from './token-vault.ts';

/** Where sealed values stand, and to what each is bound. */
export interface SealedColumn {
  table: string;
  column: string;
  /** The columns of the primary key and their types. */
  key: Readonly<Record<string, 'uuid' | 'text'>>;
  /** @param key the row's, in the order of `key`. */
  contextOf(key: readonly string[], merchantId: string): string;
}

const ofConnection = ([id]: readonly string[]) => `${CONFIG_CONTEXT} ${id}`;
const webhook = {
  table: 'webhook_endpoints',
  key: { id: 'uuid' },
  contextOf: (_: readonly string[], merchantId: string) => webhookSecretContext(merchantId),
} as const;
const token = { table: 'connection_tokens', key: { connection_id: 'uuid', holder: 'text' } } as const;

/** Every column that a change of the data key has to go through; a test holds the list to the tables. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'connections', column: 'config_encrypted', key: { id: 'uuid' }, contextOf: ofConnection },
  { table: 'connections', column: 'previous_config_encrypted', key: { id: 'uuid' }, contextOf: ofConnection },
  { ...token, column: 'token_encrypted', contextOf: ([id = '', holder = '']) => tokenContext(id, holder) },
  { ...token, column: 'refresh_encrypted', contextOf: ([id = '', holder = '']) => refreshContext(id, holder) },
  { ...webhook, column: 'secret_encrypted' },
  { ...webhook, column: 'previous_secret_encrypted' },
  { table: 'users', column: 'totp_encrypted', key: { id: 'uuid' }, contextOf: ([id = '']) => secondFactorContext(id) },
  { table: 'inbound_messages', column: 'payload_encrypted', key: { id: 'uuid' }, contextOf: () => PAYLOAD_CONTEXT },
  { table: 'orders', column: 'customer_encrypted', key: { id: 'uuid' }, contextOf: () => CUSTOMER_CONTEXT },
  { table: 'orders', column: 'contacts_encrypted', key: { id: 'uuid' }, contextOf: ([id = '']) => contactsContext(id) },
];
