import { listConnections, renameConnection } from '../../../prisma/store/connection-changes.ts';
import { changeShop } from '../../../prisma/store/shop-changes.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { afterPause, type PauseChange } from '../shops/pause-shop.ts';
import { connectionJson } from './connection-json.ts';

export const updateConnection: Operation<'updateConnection'> = async ({ path, body }, identity, context) => {
  const { database } = context;
  const { name, paused } = body ?? {};
  const changes: PauseChange[] = [];
  const view = await database.withMerchantSql(identity.merchant.id, async (client) => {
    // Read anew should the transaction run a second time.
    changes.length = 0;
    const [known] = await listConnections(client, database.cipher, path.connectionId);
    if (!known) return undefined;
    if (name !== undefined) await renameConnection(client, known.id, name.trim());
    for (const shopId of paused === undefined ? [] : known.shopIds) {
      const changed = await changeShop(client, shopId, { paused: paused ?? false });
      if (changed) changes.push({ shopId, paused: paused ?? false, pausedSince: changed.pausedSince });
    }
    return (await listConnections(client, database.cipher, known.id))[0];
  });
  if (!view) throw new Problem('not-found', 'There is no such connection.');
  for (const change of changes) await afterPause(context, identity, change);
  return { status: 200, body: connectionJson(context, view) };
};
