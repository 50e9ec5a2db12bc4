import { keepPreferences } from '../../../prisma/store/saved-views.ts';
import type { Operation } from '../../operation.ts';

export const updatePreferences: Operation<'updatePreferences'> = async ({ body }, identity, { database }) => {
  const person = { merchantId: identity.merchant.id, personId: identity.id };
  return {
    status: 200,
    body: await database.withMerchantSql(person.merchantId, (client) => keepPreferences(client, person, { ...body })),
  };
};
