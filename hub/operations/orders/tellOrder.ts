import type { ToldNews } from '../../../connectors/typed-order.ts';
import { readOrder } from '../../../prisma/store/order-views.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { keep, numberOf, seen, shopOfOnesOwn } from './typed-orders.ts';

export const tellOrder: Operation<'tellOrder'> = async ({ path, body, http }, identity, context) => {
  const what = body?.what ?? 'paid';
  const row = await context.database.withMerchantSql(identity.merchant.id, (client) => readOrder(client, path.orderId));
  if (!row) throw new Problem('not-found', 'There is no such order.');
  const shop = await shopOfOnesOwn(context, identity, row.shop_id);
  const reasonCode =
    row.state === 'cancelled' ? 'already_cancelled' : what === 'paid' && row.paid_at ? 'already_paid' : null;
  const isOver = what === 'completed' && row.state === 'completed' ? 'already_completed' : reasonCode;
  if (isOver)
    throw new Problem('action-not-allowed', 'This is so already, or the order is over.', { reasonCode: isOver });
  const news: ToldNews = { at: new Date().toISOString(), by: identity.name, what };
  const { platform_order_id: platformOrderId } = row;
  const messageKey = `told ${platformOrderId} ${numberOf(identity, http.get('idempotency-key'), `${path.orderId} ${what}`)}`;
  await keep(context, identity, shop, { kind: 'told', platformOrderId, messageKey, body: news });
  const answer = await seen(context, identity, platformOrderId, (now) =>
    what === 'paid' ? now.paid_at !== null : now.state === 'completed',
  );
  return { status: answer.order === null ? 202 : 200, body: answer };
};
