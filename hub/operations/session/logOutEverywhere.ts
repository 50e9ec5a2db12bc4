import { endAllSessions } from '../../../prisma/store/sessions.ts';
import type { Operation } from '../../operation.ts';
import { clearRefreshCookie } from './session-answer.ts';

export const logOutEverywhere: Operation<'logOutEverywhere'> = async (_request, identity, context) => {
  await context.database.withMerchantSql(identity.merchant.id, (client) => endAllSessions(client, identity.id));
  context.access.forget();
  return { status: 204, cookies: clearRefreshCookie(context) };
};
