import type { SqlClient } from '../../../prisma/store/database.ts';
import type { Identity, Role } from '../../../prisma/store/identities.ts';
import { countOtherOwners, knownShops, type PersonRow, readPerson } from '../../../prisma/store/people.ts';
import { Problem } from '../../problem.ts';

/** Only an owner makes owners, or changes anything about one. @throws Problem `forbidden`. */
export function mustOutrank(identity: Identity, ...roles: Role[]): void {
  if (identity.role === 'owner' || !roles.includes('owner')) return;
  throw new Problem('forbidden', 'Only an owner may do this to an owner.', { reasonCode: 'role_not_allowed' });
}

/** The person, locked until the end of the transaction. @throws Problem `not-found`, or `forbidden` for an owner. */
export async function readChangeable(client: SqlClient, identity: Identity, personId: string): Promise<PersonRow> {
  const person = await readPerson(client, personId, { lock: true });
  if (!person) throw new Problem('not-found', 'There is no such person.');
  mustOutrank(identity, person.role);
  return person;
}

/** @throws Problem `last-owner`: nobody could let anybody in again. */
export async function mustLeaveAnOwner(client: SqlClient, person: PersonRow): Promise<void> {
  if (person.role !== 'owner' || person.state !== 'active') return;
  if ((await countOtherOwners(client, person.id)) === 0)
    throw new Problem('last-owner', 'Make somebody else an owner first.');
}

/** @throws Problem `invalid-request` for shops that are not of this merchant, and for an owner who would not see all. */
export async function mustBeShops(client: SqlClient, role: Role, shopIds: readonly string[] | null): Promise<void> {
  if (shopIds === null) return;
  if (role === 'owner') throw new Problem('invalid-request', 'An owner sees all shops: `shopIds` must be null.');
  if ((await knownShops(client, shopIds)).length !== shopIds.length)
    throw new Problem('invalid-request', '`shopIds` names a shop that is not of this merchant.');
}
