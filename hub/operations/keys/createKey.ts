import { insertKey } from '../../../prisma/store/api-keys.ts';
import { knownShops } from '../../../prisma/store/people.ts';
import { API_KEY_PREFIX } from '../../access.ts';
import type { Operation } from '../../operation.ts';
import { mustBeAllowed } from '../../permissions.ts';
import { Problem } from '../../problem.ts';
import { keyJson } from './key-json.ts';

const RATE_PER_MINUTE = 600;

export const createKey: Operation<'createKey'> = async ({ body, note }, identity, context) => {
  if (!body) throw new Problem('invalid-request', 'A body is needed.');
  const { name, scopes, shopIds = null, ratePerMinute = RATE_PER_MINUTE, expiresAt = null } = body;
  // Nobody gives a key what they do not have themselves, nor what no key has.
  for (const scope of scopes) {
    mustBeAllowed(identity, scope);
    if (!context.access.mayKeysHave(scope, shopIds !== null))
      throw new Problem(
        'invalid-request',
        `No key${shopIds ? ' that is limited to shops' : ''} can have scope ${scope}.`,
      );
  }
  const expires = expiresAt === null ? null : new Date(expiresAt);
  if (expires && expires.getTime() <= Date.now()) throw new Problem('invalid-request', '`expiresAt` is over.');
  const merchantId = identity.merchant.id;
  const { key, row } = await context.database.withMerchantSql(merchantId, async (client) => {
    if (shopIds && (await knownShops(client, shopIds)).length !== shopIds.length)
      throw new Problem('invalid-request', '`shopIds` names a shop that is not of this merchant.');
    const made = await insertKey(client, API_KEY_PREFIX, {
      merchantId,
      name: name.trim(),
      role: identity.role,
      scopes,
      shopIds,
      ratePerMinute,
      expiresAt: expires,
      createdBy: identity.name,
    });
    note({ keyId: made.row.id });
    return made;
  });
  return { status: 201, body: { ...keyJson(row), key } };
};
