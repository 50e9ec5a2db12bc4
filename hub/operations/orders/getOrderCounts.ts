import { readCounts } from '../../../prisma/store/order-views.ts';
import type { Operation } from '../../operation.ts';
import { countsJson } from '../../order-json.ts';

export const getOrderCounts: Operation<'getOrderCounts'> = async (_request, identity, { database }) => {
  const counts = await database.withMerchantSql(identity.merchant.id, readCounts);
  return { status: 200, body: countsJson(counts) };
};
