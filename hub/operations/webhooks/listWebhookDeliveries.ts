import { listDeliveries } from '../../../prisma/store/webhook-deliveries.ts';
import { readCursor, writeCursor } from '../../cursor.ts';
import type { Operation } from '../../operation.ts';
import { deliveryJson } from './delivery-json.ts';
import { mustReadEndpoint } from './endpoint-json.ts';

export const listWebhookDeliveries: Operation<'listWebhookDeliveries'> = async (
  { path, query },
  identity,
  { database },
) => {
  const { state, eventType, orderId, cursor, limit = 20 } = query;
  const rows = await database.withMerchantSql(identity.merchant.id, async (client) => {
    await mustReadEndpoint(client, path.endpointId);
    return listDeliveries(client, path.endpointId, {
      limit: limit + 1,
      ...(state === undefined ? {} : { state }),
      ...(eventType === undefined ? {} : { eventType }),
      ...(orderId === undefined ? {} : { orderId }),
      ...(cursor === undefined ? {} : { after: readCursor('webhook-deliveries', cursor) }),
    });
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const nextCursor = rows.length > limit && last ? writeCursor('webhook-deliveries', last.createdAt, last.id) : null;
  return { status: 200, body: { items: page.map(deliveryJson), nextCursor } };
};
