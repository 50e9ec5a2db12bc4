import { recordAct } from '../../../prisma/store/audit.ts';
import { endFamily, findSession } from '../../../prisma/store/sessions.ts';
import type { OpenOperation } from '../../operation.ts';
import { whence } from '../../recorded-act.ts';
import { clearRefreshCookie, readRefreshCookie } from './session-answer.ts';

export const logOut: OpenOperation<'logOut'> = async ({ http }, context) => {
  const { database } = context;
  const token = readRefreshCookie(http);
  const session = token ? await findSession(database.system, token) : null;
  if (session) {
    const { merchantId, userId, familyId, name } = session;
    await database.withMerchantSql(merchantId, async (client) => {
      await endFamily(client, userId, familyId);
      const actor = { kind: 'user', id: userId, name } as const;
      await recordAct(client, { actor, act: 'logOut', outcome: 'done', subject: userId, ...whence(http) });
    });
  }
  return { status: 204, cookies: clearRefreshCookie(context) };
};
