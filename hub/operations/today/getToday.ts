import { readToday } from '../../../prisma/store/today.ts';
import type { Operation } from '../../operation.ts';
import { may } from '../../permissions.ts';
import { todayJson } from './today-json.ts';

export const getToday: Operation<'getToday'> = async (_request, identity, { database }) => {
  const rows = await database.withMerchantSql(identity.merchant.id, readToday);
  return { status: 200, body: todayJson(rows, may(identity, 'money:read')) };
};
