import { replaceSession } from '../../../prisma/store/sessions.ts';
import type { OpenOperation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { whence } from '../../recorded-act.ts';
import { readRefreshCookie, sessionAnswer } from './session-answer.ts';

export const refreshSession: OpenOperation<'refreshSession'> = async ({ http }, context) => {
  const token = readRefreshCookie(http);
  const replaced = token ? await replaceSession(context.database, token, whence(http)) : null;
  if (!replaced) throw new Problem('unauthenticated', 'Log in again.');
  return sessionAnswer(context, replaced.identity, replaced.session);
};
