import { readParked, unpark } from '../../../prisma/store/parked-messages.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';

export const retryParkedMessage: Operation<'retryParkedMessage'> = async ({ path }, identity, { database, intake }) => {
  await database.withMerchantSql(identity.merchant.id, async (client) => {
    if (await unpark(client, { messageId: path.messageId })) return;
    const parked = await readParked(client, database.cipher, path.messageId);
    if (!parked) throw new Problem('not-found', 'There is no such parked message.');
    throw new Problem('not-fixed', 'Its shop is still unknown, or it concerns no order.');
  });
  intake.wakeDispatcher();
  return { status: 202 };
};
