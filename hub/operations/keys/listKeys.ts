import { listKeys as readKeys } from '../../../prisma/store/api-keys.ts';
import type { Operation } from '../../operation.ts';
import { keyJson } from './key-json.ts';

export const listKeys: Operation<'listKeys'> = async (_request, identity, { database }) => {
  const rows = await database.withMerchantSql(identity.merchant.id, readKeys);
  return { status: 200, body: { items: rows.map(keyJson) } };
};
