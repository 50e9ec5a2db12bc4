import { insertLink } from '../../../prisma/store/password-links.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { linkJson } from './person-json.ts';
import { readChangeable } from './person-rules.ts';

/** For somebody who was invited it is a new invitation, for everybody else a way to set a new password. */
export const createPasswordLink: Operation<'createPasswordLink'> = async ({ path, note }, identity, context) => {
  const merchantId = identity.merchant.id;
  const link = await context.database.withMerchantSql(merchantId, async (client) => {
    const person = await readChangeable(client, identity, path.personId);
    if (person.state === 'disabled') throw new Problem('invalid-request', 'This person is disabled.');
    const purpose = person.state === 'invited' ? 'invitation' : 'reset';
    note({ purpose });
    return insertLink(client, { merchantId, personId: person.id, purpose });
  });
  return { status: 201, body: linkJson(context, link) };
};
