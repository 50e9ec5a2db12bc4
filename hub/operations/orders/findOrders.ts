import { findOrderIds } from '../../../prisma/store/order-lookups.ts';
import { readOrders } from '../../../prisma/store/order-views.ts';
import type { Operation } from '../../operation.ts';
import { orderSummary } from '../../order-json.ts';

export const findOrders: Operation<'findOrders'> = async ({ body }, identity, { database }) => {
  const numbers = (body?.numbers ?? []).map((number) => number.trim());
  const { found, rows } = await database.withMerchantSql(identity.merchant.id, async (client) => {
    const found = await findOrderIds(client, numbers);
    return { found, rows: await readOrders(client, [...new Set(found.flatMap(({ orderIds }) => orderIds))]) };
  });
  const summaries = new Map(rows.map((row) => [row.id, orderSummary(database.cipher, row)]));
  const items = found.map(({ number, orderIds }) => ({
    number,
    orders: orderIds.flatMap((id) => summaries.get(id) ?? []),
  }));
  return { status: 200, body: { items } };
};
