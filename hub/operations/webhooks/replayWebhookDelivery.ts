import { replayDelivery } from '../../../prisma/store/webhook-deliveries.ts';
import type { Operation } from '../../operation.ts';
import { deliveryJson, mustReadDelivery } from './delivery-json.ts';
import { mustBeEnabled } from './endpoint-json.ts';

export const replayWebhookDelivery: Operation<'replayWebhookDelivery'> = async ({ path }, identity, { database }) => {
  const { row } = await database.withMerchantSql(identity.merchant.id, async (client) => {
    const known = await mustReadDelivery(client, path.deliveryId);
    await mustBeEnabled(client, known.row.endpointId);
    await replayDelivery(client, path.deliveryId);
    return mustReadDelivery(client, path.deliveryId);
  });
  return { status: 202, body: deliveryJson(row) };
};
