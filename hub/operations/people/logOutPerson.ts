import { endAllSessions } from '../../../prisma/store/sessions.ts';
import type { Operation } from '../../operation.ts';
import { readChangeable } from './person-rules.ts';

export const logOutPerson: Operation<'logOutPerson'> = async ({ path }, identity, { database }) => {
  await database.withMerchantSql(identity.merchant.id, async (client) => {
    const person = await readChangeable(client, identity, path.personId);
    await endAllSessions(client, person.id);
  });
  return { status: 204 };
};
