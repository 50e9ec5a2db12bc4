import { changeShop } from '../../../prisma/store/shop-changes.ts';
import { readShops, readTimers, writeTimers } from '../../../prisma/store/shops.ts';
import { readIfMatch } from '../../if-match.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { afterPause } from './pause-shop.ts';
import { shopEtag, shopJson } from './shop-json.ts';

export const updateShop: Operation<'updateShop'> = async ({ path, body = {}, http }, identity, context) => {
  const version = readIfMatch(http.get('if-match'));
  const { shopId } = path;
  const choice = { shopId, withRemoved: true };
  const { timers, name, paused, removed } = body;
  const { row, changed } = await context.database.withMerchantSql(identity.merchant.id, async (client) => {
    const [known] = await readShops(client, choice);
    if (!known) throw new Problem('not-found', 'There is no such shop.');
    if (version !== null && version !== known.version) throw changedMeanwhile();
    if (timers && !(await writeTimers(client, shopId, { ...(await readTimers(client, shopId)), ...timers }, version)))
      throw changedMeanwhile();
    const change = {
      ...(name === undefined ? {} : { name: name.trim() }),
      ...(paused === undefined ? {} : { paused }),
      ...(removed === undefined ? {} : { removed }),
    };
    const done = Object.keys(change).length > 0 ? await changeShop(client, shopId, change) : null;
    return { row: (await readShops(client, choice))[0], changed: done };
  });
  if (!row) throw new Problem('not-found', 'There is no such shop.');
  if (changed && (paused ?? removed) !== undefined)
    await afterPause(context, identity, { shopId, paused: row.paused_at !== null, pausedSince: changed.pausedSince });
  return { status: 200, body: shopJson(context, row), headers: { ETag: shopEtag(row) } };
};

function changedMeanwhile(): Problem {
  return new Problem('changed-meanwhile', 'Somebody else changed this shop; read it again.');
}
