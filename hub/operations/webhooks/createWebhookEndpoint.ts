import { insertEndpoint, readEndpoints, webhooksLock } from '../../../prisma/store/webhook-endpoints.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { endpointEtag, endpointJson, mustReadEndpoint } from './endpoint-json.ts';
import { checkWish } from './endpoint-wish.ts';

const ENDPOINTS_MAX = 20;

export const createWebhookEndpoint: Operation<'createWebhookEndpoint'> = async ({ body }, identity, context) => {
  const { url = '', description = '', eventTypes = [], shopIds = [] } = body ?? {};
  const wish = { url, description, eventTypes, shopIds };
  const merchantId = identity.merchant.id;
  const row = await context.database.withMerchantSql(
    merchantId,
    async (client) => {
      await checkWish(context, client, wish);
      if ((await readEndpoints(client)).length >= ENDPOINTS_MAX)
        throw new Problem('invalid-request', `There may be ${ENDPOINTS_MAX} endpoints at most.`);
      return mustReadEndpoint(client, await insertEndpoint(client, context.database.cipher, merchantId, wish));
    },
    { lock: webhooksLock(merchantId) },
  );
  return { status: 201, body: endpointJson(row), headers: { ETag: endpointEtag(row) } };
};
