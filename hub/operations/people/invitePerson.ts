import { normalEmail } from '../../../prisma/store/identities.ts';
import { insertLink } from '../../../prisma/store/password-links.ts';
import { insertPerson, readPerson } from '../../../prisma/store/people.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { linkJson, personJson } from './person-json.ts';
import { mustBeShops, mustOutrank } from './person-rules.ts';

export const invitePerson: Operation<'invitePerson'> = async ({ body, note }, identity, context) => {
  if (!body) throw new Problem('invalid-request', 'A body is needed.');
  const { name, role, shopIds = null } = body;
  mustOutrank(identity, role);
  const merchantId = identity.merchant.id;
  const { person, link } = await context.database.withMerchantSql(merchantId, async (client) => {
    await mustBeShops(client, role, shopIds);
    const email = normalEmail(body.email);
    const personId = await insertPerson(client, { merchantId, email, name: name.trim(), role, shopIds });
    // Somebody of another merchant may have it; who asks learns no more than that it cannot be used.
    if (!personId) throw new Problem('already-exists', 'This address cannot be invited: somebody has it already.');
    note({ personId });
    const link = await insertLink(client, { merchantId, personId, purpose: 'invitation' });
    return { person: await readPerson(client, personId), link };
  });
  if (!person) throw new Error('a person who was just invited is not there');
  return { status: 201, body: { person: personJson(person), link: linkJson(context, link) } };
};
