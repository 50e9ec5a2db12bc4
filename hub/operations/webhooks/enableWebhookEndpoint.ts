import { enableEndpoint } from '../../../prisma/store/webhook-endpoints.ts';
import type { Operation } from '../../operation.ts';
import { endpointJson, mustReadEndpoint } from './endpoint-json.ts';

export const enableWebhookEndpoint: Operation<'enableWebhookEndpoint'> = async ({ path }, identity, { database }) => {
  const row = await database.withMerchantSql(identity.merchant.id, async (client) => {
    await mustReadEndpoint(client, path.endpointId);
    await enableEndpoint(client, path.endpointId);
    return mustReadEndpoint(client, path.endpointId);
  });
  return { status: 200, body: endpointJson(row) };
};
