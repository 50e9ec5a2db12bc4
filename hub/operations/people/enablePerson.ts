import { readPerson, setDisabled } from '../../../prisma/store/people.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { personJson } from './person-json.ts';
import { readChangeable } from './person-rules.ts';

export const enablePerson: Operation<'enablePerson'> = async ({ path }, identity, { database }) => {
  const row = await database.withMerchantSql(identity.merchant.id, async (client) => {
    const person = await readChangeable(client, identity, path.personId);
    await setDisabled(client, person.id, false);
    return readPerson(client, person.id);
  });
  if (!row) throw new Problem('not-found', 'There is no such person.');
  return { status: 200, body: personJson(row) };
};
