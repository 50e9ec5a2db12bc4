import { recordAct } from '../../../prisma/store/audit.ts';
import { findLink, useLink } from '../../../prisma/store/password-links.ts';
import { setPasswordHash } from '../../../prisma/store/people.ts';
import { endAllSessions } from '../../../prisma/store/sessions.ts';
import type { OpenOperation } from '../../operation.ts';
import { whence } from '../../recorded-act.ts';
import { noSuchLink } from './password-link-problem.ts';
import { hashPassword } from './password-hash.ts';

export const setPassword: OpenOperation<'setPassword'> = async ({ body, http }, { database }) => {
  const { token = '', password = '' } = body ?? {};
  const link = await findLink(database.system, token);
  if (!link) throw noSuchLink();
  const { id, merchantId, personId, personName: name, email, purpose } = link;
  const passwordHash = await hashPassword(password, { email, name });
  await database.withMerchantSql(merchantId, async (client) => {
    if (!(await useLink(client, id))) throw noSuchLink();
    await setPasswordHash(client, personId, passwordHash);
    await endAllSessions(client, personId);
    const actor = { kind: 'user', id: personId, name } as const;
    const act = { actor, act: 'setPassword', outcome: 'done', subject: personId, details: { purpose } } as const;
    await recordAct(client, { ...act, ...whence(http) });
  });
  return { status: 204 };
};
