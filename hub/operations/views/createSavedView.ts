import { addView } from '../../../prisma/store/saved-views.ts';
import type { Operation } from '../../operation.ts';
import { mustBeAllowed } from '../../permissions.ts';
import { Problem } from '../../problem.ts';
import { viewConflict, viewJson } from './view-json.ts';

export const createSavedView: Operation<'createSavedView'> = async ({ body }, identity, { database }) => {
  if (!body) throw new Problem('invalid-request', 'The body is missing.');
  if (body.shared) mustBeAllowed(identity, 'views:share');
  const owner = { merchantId: identity.merchant.id, ownerId: identity.id, ownerName: identity.name };
  const view = await database.withMerchantSql(identity.merchant.id, (client) =>
    addView(client, owner, { ...body, name: body.name.trim() }),
  );
  if (!view) throw viewConflict();
  return { status: 201, body: viewJson(view, identity) };
};
