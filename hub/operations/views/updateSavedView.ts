import { changeView, findView } from '../../../prisma/store/saved-views.ts';
import type { Operation } from '../../operation.ts';
import { mustBeAllowed } from '../../permissions.ts';
import { Problem } from '../../problem.ts';
import { changeable, viewConflict, viewJson } from './view-json.ts';

export const updateSavedView: Operation<'updateSavedView'> = async ({ path, body }, identity, { database }) => {
  if (!body) throw new Problem('invalid-request', 'The body is missing.');
  if (body.shared) mustBeAllowed(identity, 'views:share');
  const changed = await database.withMerchantSql(identity.merchant.id, async (client) => {
    const view = changeable(await findView(client, path.viewId), identity);
    return changeView(client, view, { ...body, name: body.name.trim() });
  });
  if (!changed) throw viewConflict();
  return { status: 200, body: viewJson(changed, identity) };
};
