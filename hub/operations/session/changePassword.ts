import { setPasswordHash } from '../../../prisma/store/people.ts';
import { endAllSessions, startSession } from '../../../prisma/store/sessions.ts';
import type { Operation } from '../../operation.ts';
import { mustKnowPassword } from './own-account.ts';
import { hashPassword } from './password-hash.ts';
import { sessionAnswer } from './session-answer.ts';

/** Every other browser is logged out; this one goes on with a new session. */
export const changePassword: Operation<'changePassword'> = async ({ body, http }, identity, context) => {
  const { currentPassword = '', newPassword = '' } = body ?? {};
  await mustKnowPassword(context, http, identity, currentPassword);
  const passwordHash = await hashPassword(newPassword, { email: identity.email ?? '', name: identity.name });
  const session = await context.database.withMerchantSql(identity.merchant.id, async (client) => {
    await setPasswordHash(client, identity.id, passwordHash);
    await endAllSessions(client, identity.id);
    return startSession(client, identity);
  });
  return sessionAnswer(context, identity, session);
};
