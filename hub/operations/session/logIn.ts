import type { Request } from 'express';
import { recordAct } from '../../../prisma/store/audit.ts';
import { findUserByEmail, type StoredIdentity } from '../../../prisma/store/identities.ts';
import { startSession } from '../../../prisma/store/sessions.ts';
import type { HubContext } from '../../context.ts';
import type { OpenOperation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { whence } from '../../recorded-act.ts';
import { guardLogIn } from './log-in-guard.ts';
import { isPassword } from './password-hash.ts';
import { takeCode } from './second-factor-code.ts';
import { sessionAnswer } from './session-answer.ts';

export const logIn: OpenOperation<'logIn'> = async ({ body, http }, context) => {
  const { email = '', password = '', code } = body ?? {};
  const guard = await guardLogIn(context, http, email);
  const user = await findUserByEmail(context.database.system, email);
  const right = await isPassword(user?.passwordHash ?? null, password);
  if (!user || !right) {
    if (user) recordRefusal(context, http, user.identity, 'wrong_password');
    context.metrics.logIns.inc({ outcome: 'refused' });
    throw new Problem('unauthenticated', 'E-mail or password is wrong.');
  }
  const { identity } = user;
  const session = await begin(context, http, identity, code);
  if (!session) {
    recordRefusal(context, http, identity, 'wrong_code');
    context.metrics.logIns.inc({ outcome: 'refused' });
    throw new Problem('second-factor-needed', 'The code is wrong, over or was used.', { reasonCode: 'wrong_code' });
  }
  await guard.succeeded();
  context.metrics.logIns.inc({ outcome: 'done' });
  const answer = sessionAnswer(context, identity, session);
  return {
    ...answer,
    cookies: (response) => {
      answer.cookies(response);
      guard.remember(response);
    },
  };
};

/** @returns null for a wrong code. @throws Problem `second-factor-needed` without one. */
async function begin({ database }: HubContext, http: Request, identity: StoredIdentity, code: string | undefined) {
  if (identity.secondFactor && code === undefined)
    throw new Problem('second-factor-needed', 'Send the code of the authenticator app as `code`, too.');
  return database.withMerchantSql(identity.merchant.id, async (client) => {
    const by = identity.secondFactor ? await takeCode(client, database.cipher, identity.id, code ?? '') : 'password';
    if (!by) return null;
    const session = await startSession(client, identity);
    await recordAct(client, { ...actOf(http, identity), outcome: 'done', details: { by } });
    return session;
  });
}

/** Nobody waits for it: the time of the answer would tell a stranger that there is such an account. */
function recordRefusal({ database, log }: HubContext, http: Request, identity: StoredIdentity, reason: string): void {
  const act = { ...actOf(http, identity), outcome: 'refused', details: { reason } } as const;
  database
    .withMerchantSql(identity.merchant.id, (client) => recordAct(client, act))
    .catch((error: unknown) => log.warn({ err: error }, 'a refused log-in was not recorded'));
}

function actOf(http: Request, { id, name }: StoredIdentity) {
  return { actor: { kind: 'user', id, name }, act: 'logIn', subject: id, ...whence(http) } as const;
}
