import { listConnections, renameConnection } from '../../../prisma/store/connection-changes.ts';
import type { SqlClient } from '../../../prisma/store/database.ts';
import { changeShop } from '../../../prisma/store/shop-changes.ts';
import { mustStillBe } from '../../if-match.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { afterPause, type PauseChange } from '../shops/pause-shop.ts';
import { connectionJson } from './connection-json.ts';

export const updateConnection: Operation<'updateConnection'> = async ({ path, body, http }, identity, context) => {
  const { database } = context;
  const { name, paused } = body ?? {};
  const changes: PauseChange[] = [];
  const lock = `connections ${identity.merchant.id}`;
  const change = async (client: SqlClient) => {
    // Read anew should the transaction run a second time.
    changes.length = 0;
    const [known] = await listConnections(client, database.cipher, path.connectionId);
    if (!known) return undefined;
    mustStillBe(http.get('if-match'), connectionJson(context, known).etag);
    if (name !== undefined) await renameConnection(client, known.id, name.trim());
    for (const shopId of paused === undefined ? [] : known.shopIds) {
      const changed = await changeShop(client, shopId, { paused: paused ?? false });
      if (changed) changes.push({ shopId, paused: paused ?? false, pausedSince: changed.pausedSince });
    }
    return (await listConnections(client, database.cipher, known.id))[0];
  };
  const view = await database.withMerchantSql(identity.merchant.id, change, { lock });
  if (!view) throw new Problem('not-found', 'There is no such connection.');
  for (const pause of changes) await afterPause(context, identity, pause);
  return { status: 200, body: connectionJson(context, view) };
};
