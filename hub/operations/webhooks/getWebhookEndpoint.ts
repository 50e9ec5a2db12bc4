import type { Operation } from '../../operation.ts';
import { endpointEtag, endpointJson, mustReadEndpoint } from './endpoint-json.ts';

export const getWebhookEndpoint: Operation<'getWebhookEndpoint'> = async ({ path }, identity, { database }) => {
  const row = await database.withMerchantSql(identity.merchant.id, (client) =>
    mustReadEndpoint(client, path.endpointId),
  );
  return { status: 200, body: endpointJson(row), headers: { ETag: endpointEtag(row) } };
};
