import { randomUUID } from 'node:crypto';
import { addPing } from '../../../prisma/store/webhook-outbox.ts';
import type { Operation } from '../../operation.ts';
import { deliveryJson, mustReadDelivery } from './delivery-json.ts';
import { mustBeEnabled } from './endpoint-json.ts';

export const pingWebhookEndpoint: Operation<'pingWebhookEndpoint'> = async ({ path }, identity, { database }) => {
  const { row } = await database.withMerchantSql(identity.merchant.id, async (client) => {
    await mustBeEnabled(client, path.endpointId);
    return mustReadDelivery(client, await addPing(client, path.endpointId, randomUUID(), new Date()));
  });
  return { status: 202, body: deliveryJson(row) };
};
