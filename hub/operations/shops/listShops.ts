import { readShops } from '../../../prisma/store/shops.ts';
import type { Operation } from '../../operation.ts';
import { shopJson } from './shop-json.ts';

export const listShops: Operation<'listShops'> = async ({ query }, identity, context) => {
  const rows = await context.database.withMerchantSql(identity.merchant.id, (client) =>
    readShops(client, { withRemoved: query.removed ?? false }),
  );
  return { status: 200, body: { items: rows.map((row) => shopJson(context, row)) } };
};
