import { readEndpoints } from '../../../prisma/store/webhook-endpoints.ts';
import type { Operation } from '../../operation.ts';
import { endpointJson } from './endpoint-json.ts';

export const listWebhookEndpoints: Operation<'listWebhookEndpoints'> = async (_request, identity, { database }) => {
  const rows = await database.withMerchantSql(identity.merchant.id, (client) => readEndpoints(client));
  return { status: 200, body: { items: rows.map(endpointJson) } };
};
