import { ApplicationFailure } from '@temporalio/common';
import type { ShopAccess } from '../../connectors/contract.ts';
import { ConnectorError } from '../../connectors/errors.ts';
import type { Vouchers } from '../../connectors/vouchers.ts';
import type { Database, SqlClient } from '../../prisma/store/database.ts';
import { insertMessages } from '../../prisma/store/inbound-messages.ts';
import { type OrderContext, readOrderContext } from '../../prisma/store/orders.ts';
import type { OpenShop } from '../shop-access.ts';

/** A shop that takes vouchers, ready to call its platform. */
export interface VoucherShop {
  shop: OrderContext['shop'];
  vouchers: Vouchers;
  access: ShopAccess;
}

export interface VoucherParts {
  database: Database;
  open: (merchantId: string, shopId: string) => Promise<VoucherShop>;
}

/** One try of an activity. */
export interface Attempt {
  number: number;
  signal: AbortSignal;
}

/** What surely was not sent is tried so often while a person waits. */
const UNSENT_TRIES_MAX = 3;
const UNSENT_WAIT_MAX_MS = 2_000;

export function voucherShopOpener(
  database: Database,
  openShop: (client: SqlClient, context: OrderContext) => Promise<OpenShop>,
): VoucherParts['open'] {
  return (merchantId, shopId) =>
    database.withMerchantSql(merchantId, async (client) => {
      const context = await readOrderContext(client, shopId, '');
      if (!context) throw new Error(`merchant has no shop ${shopId}`);
      const { shop, channel, access } = await openShop(client, context);
      if (!channel.vouchers) throw new Error(`${channel.platform} takes no vouchers`);
      return { shop, vouchers: channel.vouchers, access };
    });
}

/** `unsent`: the platform surely did not act. `open`: it may have. `no`: it said no. */
export function fateOf(error: unknown): { fate: 'unsent' | 'open' | 'no'; error: ConnectorError } {
  if (!(error instanceof ConnectorError)) throw error;
  switch (error.kind) {
    case 'outcome-unknown':
      return { fate: 'open', error };
    case 'rate-limited':
    case 'unavailable':
      return { fate: 'unsent', error };
    case 'invalid-signature':
    case 'malformed':
    case 'unauthorized':
    case 'rejected':
      return { fate: 'no', error };
  }
}

/** Has Temporal try again. Told without the platform's words, which may hold the voucher's code. */
export function tryAgain({ kind, retryAfterMs }: ConnectorError): ApplicationFailure {
  return ApplicationFailure.create({
    type: kind,
    message: `the platform is asked again: ${kind}`,
    ...(retryAfterMs === undefined ? {} : { nextRetryDelay: retryAfterMs }),
  });
}

/** Nobody waits at the counter for longer; the next press asks again. */
export function isLastUnsent({ number }: Attempt, { retryAfterMs = 0 }: ConnectorError): boolean {
  return number >= UNSENT_TRIES_MAX || retryAfterMs > UNSENT_WAIT_MAX_MS;
}

/** Stores what the platform answered as a push is stored, so that it becomes the order like one and is lost as little. */
export async function storeVoucherMessage(
  client: SqlClient,
  { database }: Pick<VoucherParts, 'database'>,
  { id: shopId, merchantId, connectionId, platformShopId }: OrderContext['shop'],
  message: { kind: 'taken' | 'undone'; platformOrderId: string; voucherId: string; at: Date; body: object },
): Promise<void> {
  const { kind, platformOrderId, voucherId, at, body } = message;
  await insertMessages(client, database.cipher, [
    {
      merchantId,
      connectionId,
      shopId,
      platformShopId,
      platformOrderId,
      kind,
      messageKey: `${kind} ${voucherId}`,
      parkedReason: null,
      payload: { method: 'POST', query: '', contentType: 'application/json', body: JSON.stringify(body) },
      receivedAt: at,
      traceParent: null,
    },
  ]);
}
