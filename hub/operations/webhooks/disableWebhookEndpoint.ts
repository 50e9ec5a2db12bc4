import { disableEndpoint } from '../../../prisma/store/webhook-endpoints.ts';
import type { Operation } from '../../operation.ts';
import { endpointJson, mustReadEndpoint } from './endpoint-json.ts';

export const disableWebhookEndpoint: Operation<'disableWebhookEndpoint'> = async ({ path }, identity, { database }) => {
  const row = await database.withMerchantSql(identity.merchant.id, async (client) => {
    await mustReadEndpoint(client, path.endpointId);
    await disableEndpoint(client, path.endpointId, 'person');
    return mustReadEndpoint(client, path.endpointId);
  });
  return { status: 200, body: endpointJson(row) };
};
