import { verify } from '@node-rs/argon2';
import { findUserByEmail, startSession } from '../../../prisma/store/identities.ts';
import type { OpenOperation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { sessionAnswer } from './session-answer.ts';

/** Verified when there is no such account, so that the time of the answer does not tell whether there is. */
const NOBODY = '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$4bJ4Yy0HU/CPpZwqHHxBTTgJvRyNu4lL5B9R1ZVpyIQ';

export const logIn: OpenOperation<'logIn'> = async ({ body }, context) => {
  const { email = '', password = '' } = body ?? {};
  const user = await findUserByEmail(context.database.system, email);
  const right = await verify(user?.passwordHash ?? NOBODY, password).catch(() => false);
  if (!user || !right) throw new Problem('unauthenticated', 'E-mail or password is wrong.');
  return sessionAnswer(context, user.identity, await startSession(context.database.system, user.identity));
};
