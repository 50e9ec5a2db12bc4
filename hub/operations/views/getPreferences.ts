import { readPreferences } from '../../../prisma/store/saved-views.ts';
import type { Operation } from '../../operation.ts';

export const getPreferences: Operation<'getPreferences'> = async (_request, identity, { database }) => ({
  status: 200,
  body: await database.withMerchantSql(identity.merchant.id, (client) => readPreferences(client, identity.id)),
});
