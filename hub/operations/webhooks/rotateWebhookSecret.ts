import { rotateSecret } from '../../../prisma/store/webhook-endpoints.ts';
import type { Operation } from '../../operation.ts';
import { endpointJson, mustReadEndpoint } from './endpoint-json.ts';

const HOUR_MS = 3600_000;

export const rotateWebhookSecret: Operation<'rotateWebhookSecret'> = async ({ path, body }, identity, { database }) => {
  const until = new Date(Date.now() + (body?.overlapHours ?? 24) * HOUR_MS);
  const merchantId = identity.merchant.id;
  const row = await database.withMerchantSql(merchantId, async (client) => {
    await mustReadEndpoint(client, path.endpointId);
    await rotateSecret(client, database.cipher, merchantId, path.endpointId, until);
    return mustReadEndpoint(client, path.endpointId);
  });
  return { status: 200, body: endpointJson(row) };
};
