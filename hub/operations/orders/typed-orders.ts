import { createHash, randomUUID } from 'node:crypto';
import { findChannel } from '../../../connectors/registry.ts';
import type { components } from '../../../openapi/generated/schema.ts';
import type { Identity } from '../../../prisma/store/identities.ts';
import { listOrders, type OrderRow } from '../../../prisma/store/order-views.ts';
import { readShops, type ShopRow } from '../../../prisma/store/shops.ts';
import { traceParent } from '../../../workflows/tracing.ts';
import type { HubContext } from '../../context.ts';
import { orderSummary } from '../../order-json.ts';
import { Problem } from '../../problem.ts';

type TypedOrder = components['schemas']['TypedOrder'];

/** A person waits at most this long for the order to be seen; it is kept all the same. */
const PATIENCE_MS = 5_000;
const LOOK_EVERY_MS = 50;

/** The shop, as far as the caller may see it. @throws Problem for one whose orders somebody else keeps */
export async function shopOfOnesOwn(context: HubContext, identity: Identity, shopId: string): Promise<ShopRow> {
  const shops = await context.database.withMerchantSql(identity.merchant.id, (client) => readShops(client, { shopId }));
  const [shop] = shops;
  if (!shop) throw new Problem('not-found', 'There is no such shop.');
  if (!findChannel(shop.platform)?.keptHere)
    throw new Problem('action-not-allowed', 'The orders of this shop come from its platform.', {
      reasonCode: 'no_such_call_on_platform',
    });
  if (shop.paused_at) throw new Problem('shop-paused', 'The shop is paused: nothing is sold there now.');
  return shop;
}

/** What staff may still tell of an order: of shops of one's own alone, because no platform does. */
export function tellableOf(row: OrderRow): ('paid' | 'completed')[] {
  if (!findChannel(row.platform)?.keptHere || row.state === 'cancelled') return [];
  return [...(row.paid_at ? [] : ['paid' as const]), ...(row.state === 'completed' ? [] : ['completed' as const])];
}

/** The same for the same call, so that one that is repeated after a crash is the same order and the same message. */
export function numberOf(identity: Identity, key: string | undefined, what: string): string {
  const text = `${identity.merchant.id}\0${what}\0${key ?? randomUUID()}`;
  const digits = BigInt(`0x${createHash('sha256').update(text).digest('hex')}`) % 10n ** 15n;
  return String(digits).padStart(15, '0');
}

/** Keeps what staff told as a platform's push is kept, so that it is applied like one and lost as little. */
export async function keep(
  context: HubContext,
  identity: Identity,
  shop: ShopRow,
  message: { kind: 'typed' | 'told'; platformOrderId: string; messageKey: string; body: object },
): Promise<void> {
  const { kind, platformOrderId, messageKey, body } = message;
  await context.intake.store({
    merchantId: identity.merchant.id,
    connectionId: shop.connection_id,
    shopId: shop.id,
    platformShopId: shop.platform_shop_id,
    platformOrderId,
    kind,
    messageKey,
    parkedReason: null,
    payload: { method: 'POST', query: '', contentType: 'application/json', body: JSON.stringify(body) },
    traceParent: traceParent(),
    receivedAt: new Date(),
  });
}

/** @returns the order once `isSeen` holds; null where that takes longer than a person waits. */
export async function seen(
  { database }: HubContext,
  identity: Identity,
  platformOrderId: string,
  isSeen: (row: OrderRow) => boolean,
): Promise<TypedOrder> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const rows = await database.withMerchantSql(identity.merchant.id, (client) =>
      listOrders(client, database.cipher, { platformOrderId, sort: 'newest', limit: 1 }),
    );
    const [row] = rows;
    if (row && isSeen(row)) return { platformOrderId, order: orderSummary(database.cipher, row) };
    if (Date.now() > until) return { platformOrderId, order: null };
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
