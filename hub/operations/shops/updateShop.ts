import { readShops, readTimers, writeTimers } from '../../../prisma/store/shops.ts';
import { readIfMatch } from '../../if-match.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { shopEtag, shopJson } from './shop-json.ts';

export const updateShop: Operation<'updateShop'> = async ({ path, body, http }, identity, context) => {
  const version = readIfMatch(http.get('if-match'));
  const row = await context.database.withMerchantSql(identity.merchant.id, async (client) => {
    if ((await readShops(client, path.shopId)).length === 0) throw new Problem('not-found', 'There is no such shop.');
    const timers = { ...(await readTimers(client, path.shopId)), ...body?.timers };
    if (!(await writeTimers(client, path.shopId, timers, version))) {
      throw new Problem('changed-meanwhile', 'Somebody else changed this shop; read it again.');
    }
    return (await readShops(client, path.shopId))[0];
  });
  if (!row) throw new Problem('not-found', 'There is no such shop.');
  return { status: 200, body: shopJson(context, row), headers: { ETag: shopEtag(row) } };
};
