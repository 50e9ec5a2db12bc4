import { endSession } from '../../../prisma/store/identities.ts';
import type { OpenOperation } from '../../operation.ts';
import { clearRefreshCookie, readRefreshCookie } from './session-answer.ts';

export const logOut: OpenOperation<'logOut'> = async ({ http }, context) => {
  const token = readRefreshCookie(http);
  if (token) await endSession(context.database.system, token);
  return { status: 204, cookies: clearRefreshCookie(context) };
};
