import { removeFactor } from '../../../prisma/store/second-factor.ts';
import { tellAccessChanged } from '../../../prisma/store/sessions.ts';
import type { Operation } from '../../operation.ts';
import { mustKnowPassword } from './own-account.ts';

export const removeSecondFactor: Operation<'removeSecondFactor'> = async ({ body, http }, identity, context) => {
  await mustKnowPassword(context, http, identity, body?.password ?? '');
  await context.database.withMerchantSql(identity.merchant.id, async (client) => {
    await removeFactor(client, identity.id);
    await tellAccessChanged(client, identity.id);
  });
  return { status: 204 };
};
