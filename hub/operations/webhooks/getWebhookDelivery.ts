import type { Operation } from '../../operation.ts';
import { attemptJson, deliveryJson, mustReadDelivery } from './delivery-json.ts';

export const getWebhookDelivery: Operation<'getWebhookDelivery'> = async ({ path }, identity, { database }) => {
  const { row, tries } = await database.withMerchantSql(identity.merchant.id, (client) =>
    mustReadDelivery(client, path.deliveryId),
  );
  return { status: 200, body: { ...deliveryJson(row), body: row.body, tries: tries.map(attemptJson) } };
};
