import { removeFactor } from '../../../prisma/store/second-factor.ts';
import { tellAccessChanged } from '../../../prisma/store/sessions.ts';
import type { Operation } from '../../operation.ts';
import { readChangeable } from './person-rules.ts';

/** For somebody who has lost both the app and the recovery codes. */
export const removePersonSecondFactor: Operation<'removePersonSecondFactor'> = async (
  { path },
  identity,
  { database },
) => {
  await database.withMerchantSql(identity.merchant.id, async (client) => {
    const person = await readChangeable(client, identity, path.personId);
    await removeFactor(client, person.id);
    await tellAccessChanged(client, person.id);
  });
  return { status: 204 };
};
