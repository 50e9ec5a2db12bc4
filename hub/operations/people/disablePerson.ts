import { endLinks } from '../../../prisma/store/password-links.ts';
import { readPerson, setDisabled } from '../../../prisma/store/people.ts';
import { endAllSessions } from '../../../prisma/store/sessions.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { personJson } from './person-json.ts';
import { mustLeaveAnOwner, readChangeable } from './person-rules.ts';

/** At once: sessions and links end with the commit, and every process hears of it. */
export const disablePerson: Operation<'disablePerson'> = async ({ path }, identity, { database }) => {
  const row = await database.withMerchantSql(identity.merchant.id, async (client) => {
    const person = await readChangeable(client, identity, path.personId);
    await mustLeaveAnOwner(client, person);
    await setDisabled(client, person.id, true);
    await endLinks(client, person.id);
    await endAllSessions(client, person.id);
    return readPerson(client, person.id);
  });
  if (!row) throw new Problem('not-found', 'There is no such person.');
  return { status: 200, body: personJson(row) };
};
