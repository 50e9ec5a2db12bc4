import { deleteEndpoint } from '../../../prisma/store/webhook-endpoints.ts';
import type { Operation } from '../../operation.ts';
import { mustReadEndpoint } from './endpoint-json.ts';

export const deleteWebhookEndpoint: Operation<'deleteWebhookEndpoint'> = async ({ path }, identity, { database }) => {
  await database.withMerchantSql(identity.merchant.id, async (client) => {
    await mustReadEndpoint(client, path.endpointId);
    await deleteEndpoint(client, path.endpointId);
  });
  return { status: 204 };
};
