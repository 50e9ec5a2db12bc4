import { replaceSession } from '../../../prisma/store/identities.ts';
import type { OpenOperation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { readRefreshCookie, sessionAnswer } from './session-answer.ts';

export const refreshSession: OpenOperation<'refreshSession'> = async ({ http }, context) => {
  const token = readRefreshCookie(http);
  const session = token ? await replaceSession(context.database.system, token) : null;
  if (!session) throw new Problem('unauthenticated', 'Log in again.');
  return sessionAnswer(context, session.identity, session.token);
};
