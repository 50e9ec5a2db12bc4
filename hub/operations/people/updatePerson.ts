import { readPerson, writePerson } from '../../../prisma/store/people.ts';
import { tellAccessChanged } from '../../../prisma/store/sessions.ts';
import { mustStillBe } from '../../if-match.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { personJson } from './person-json.ts';
import { mustBeShops, mustLeaveAnOwner, mustOutrank, readChangeable } from './person-rules.ts';

export const updatePerson: Operation<'updatePerson'> = async (
  { path, body = {}, note, http },
  identity,
  { database },
) => {
  const row = await database.withMerchantSql(identity.merchant.id, async (client) => {
    const person = await readChangeable(client, identity, path.personId);
    mustStillBe(http.get('if-match'), personJson(person).etag);
    const { name = person.name, role = person.role, shopIds = person.shop_ids } = body;
    mustOutrank(identity, role);
    if (role !== 'owner') await mustLeaveAnOwner(client, person);
    await mustBeShops(client, role, shopIds);
    note({ before: { name: person.name, role: person.role, shopIds: person.shop_ids } });
    await writePerson(client, person.id, { name: name.trim(), role, shopIds });
    await tellAccessChanged(client, person.id);
    return readPerson(client, person.id);
  });
  if (!row) throw new Problem('not-found', 'There is no such person.');
  return { status: 200, body: personJson(row) };
};
