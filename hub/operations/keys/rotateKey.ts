import { rotateKey as giveNewSecret } from '../../../prisma/store/api-keys.ts';
import { tellAccessChanged } from '../../../prisma/store/sessions.ts';
import { API_KEY_PREFIX } from '../../access.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { keyJson } from './key-json.ts';

const OVERLAP_SECONDS = 24 * 3600;

export const rotateKey: Operation<'rotateKey'> = async ({ path, body }, identity, { database }) => {
  const rotated = await database.withMerchantSql(identity.merchant.id, async (client) => {
    const made = await giveNewSecret(client, API_KEY_PREFIX, path.keyId, body?.overlapSeconds ?? OVERLAP_SECONDS);
    if (made) await tellAccessChanged(client, path.keyId);
    return made;
  });
  if (!rotated) throw new Problem('not-found', 'There is no such key, or it counts no more.');
  return { status: 200, body: { ...keyJson(rotated.row), key: rotated.key } };
};
