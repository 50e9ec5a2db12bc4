import { revokeKey as endKey } from '../../../prisma/store/api-keys.ts';
import { tellAccessChanged } from '../../../prisma/store/sessions.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { keyJson } from './key-json.ts';

export const revokeKey: Operation<'revokeKey'> = async ({ path }, identity, { database }) => {
  const row = await database.withMerchantSql(identity.merchant.id, async (client) => {
    await tellAccessChanged(client, path.keyId);
    return endKey(client, path.keyId);
  });
  if (!row) throw new Problem('not-found', 'There is no such key.');
  return { status: 200, body: keyJson(row) };
};
