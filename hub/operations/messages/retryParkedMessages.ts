import { unpark } from '../../../prisma/store/parked-messages.ts';
import type { Operation } from '../../operation.ts';

export const retryParkedMessages: Operation<'retryParkedMessages'> = async (
  { body },
  identity,
  { database, intake },
) => {
  const which = body?.reason === undefined ? {} : { reason: body.reason };
  const retried = await database.withMerchantSql(identity.merchant.id, (client) => unpark(client, which));
  if (retried > 0) intake.wakeDispatcher();
  return { status: 200, body: { retried } };
};
