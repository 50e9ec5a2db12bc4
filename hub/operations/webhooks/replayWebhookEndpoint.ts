import { replaySince } from '../../../prisma/store/webhook-outbox.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { mustBeEnabled } from './endpoint-json.ts';

const BACK_MAX_MS = 30 * 24 * 3600_000;

export const replayWebhookEndpoint: Operation<'replayWebhookEndpoint'> = async (
  { path, body },
  identity,
  { database },
) => {
  const since = new Date(body?.since ?? NaN);
  if (!(since.getTime() >= Date.now() - BACK_MAX_MS))
    throw new Problem('invalid-request', '`since` is at most 30 days back.');
  const merchantId = identity.merchant.id;
  await database.withMerchantSql(merchantId, (client) => mustBeEnabled(client, path.endpointId));
  const { replayed, nextSince } = await replaySince(database, merchantId, path.endpointId, since);
  return { status: 200, body: { replayed, nextSince: nextSince?.toISOString() ?? null } };
};
