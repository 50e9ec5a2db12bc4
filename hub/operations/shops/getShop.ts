import { readShops } from '../../../prisma/store/shops.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { shopEtag, shopJson } from './shop-json.ts';

export const getShop: Operation<'getShop'> = async ({ path }, identity, context) => {
  const [row] = await context.database.withMerchantSql(identity.merchant.id, (client) =>
    readShops(client, { shopId: path.shopId, withRemoved: true }),
  );
  if (!row) throw new Problem('not-found', 'There is no such shop.');
  return { status: 200, body: shopJson(context, row), headers: { ETag: shopEtag(row) } };
};
