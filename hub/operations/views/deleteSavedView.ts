import { findView, removeView } from '../../../prisma/store/saved-views.ts';
import type { Operation } from '../../operation.ts';
import { changeable } from './view-json.ts';

export const deleteSavedView: Operation<'deleteSavedView'> = async ({ path }, identity, { database }) => {
  await database.withMerchantSql(identity.merchant.id, async (client) => {
    const view = changeable(await findView(client, path.viewId), identity);
    await removeView(client, view.id);
  });
  return { status: 204 };
};
