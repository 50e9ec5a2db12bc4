import { readShops } from '../../../prisma/store/shops.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { targetOf } from '../connections/connection-json.ts';
import { openConnection } from '../connections/open-connection.ts';
import { shopTestJson } from './shop-test-json.ts';

export const getShopTest: Operation<'getShopTest'> = async ({ path }, identity, context) => {
  const [row] = await context.database.withMerchantSql(identity.merchant.id, (client) =>
    readShops(client, { shopId: path.shopId, withRemoved: true }),
  );
  if (!row) throw new Problem('not-found', 'There is no such shop.');
  const { stored } = await openConnection(context, identity, row.connection_id);
  return { status: 200, body: shopTestJson(context, row, targetOf(context, row.platform, stored.config)) };
};
