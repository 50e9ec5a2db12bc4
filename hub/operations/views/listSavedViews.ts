import { listViews } from '../../../prisma/store/saved-views.ts';
import type { Operation } from '../../operation.ts';
import { viewJson } from './view-json.ts';

export const listSavedViews: Operation<'listSavedViews'> = async (_request, identity, { database }) => {
  const views = await database.withMerchantSql(identity.merchant.id, (client) => listViews(client, identity.id));
  return { status: 200, body: { items: views.map((view) => viewJson(view, identity)) } };
};
