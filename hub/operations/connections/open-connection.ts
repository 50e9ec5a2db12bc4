import type { SalesChannel } from '../../../connectors/contract.ts';
import { channelOf } from '../../../connectors/registry.ts';
import { readConnection, type StoredConnection } from '../../../prisma/store/connections.ts';
import type { Identity } from '../../../prisma/store/identities.ts';
import type { HubContext } from '../../context.ts';
import { Problem } from '../../problem.ts';

/** How long a person waits for a platform here. */
export const ASK_TIMEOUT_MS = 15_000;

export interface OpenedConnection {
  stored: StoredConnection;
  channel: SalesChannel;
  config: unknown;
}

/** A connection of the merchant, ready to call its platform. @throws Problem `not-found`. */
export async function openConnection(
  { database }: HubContext,
  identity: Identity,
  connectionId: string,
): Promise<OpenedConnection> {
  const stored = await database.withMerchantSql(identity.merchant.id, (client) =>
    readConnection(client, database.cipher, connectionId),
  );
  if (!stored) throw new Problem('not-found', 'There is no such connection.');
  const channel = channelOf(stored.platform);
  return { stored, channel, config: channel.parseConfig(stored.config) };
}
