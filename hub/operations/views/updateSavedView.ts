import type { SqlClient } from '../../../prisma/store/database.ts';
import { changeView, findView } from '../../../prisma/store/saved-views.ts';
import { mustStillBe } from '../../if-match.ts';
import type { Operation } from '../../operation.ts';
import { mustBeAllowed } from '../../permissions.ts';
import { Problem } from '../../problem.ts';
import { changeable, viewConflict, viewJson } from './view-json.ts';

export const updateSavedView: Operation<'updateSavedView'> = async ({ path, body, http }, identity, { database }) => {
  if (!body) throw new Problem('invalid-request', 'The body is missing.');
  if (body.shared) mustBeAllowed(identity, 'views:share');
  const change = async (client: SqlClient) => {
    const view = changeable(await findView(client, path.viewId), identity);
    mustStillBe(http.get('if-match'), viewJson(view, identity).etag);
    return changeView(client, view, { ...body, name: body.name.trim() });
  };
  const changed = await database.withMerchantSql(identity.merchant.id, change, { lock: `view ${path.viewId}` });
  if (!changed) throw viewConflict();
  return { status: 200, body: viewJson(changed, identity) };
};
