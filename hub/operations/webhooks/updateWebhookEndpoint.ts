import { writeEndpoint } from '../../../prisma/store/webhook-endpoints.ts';
import { readIfMatch } from '../../if-match.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { endpointEtag, endpointJson, mustReadEndpoint } from './endpoint-json.ts';
import { checkWish } from './endpoint-wish.ts';

export const updateWebhookEndpoint: Operation<'updateWebhookEndpoint'> = async (
  { path, body, http },
  identity,
  context,
) => {
  const version = readIfMatch(http.get('if-match'));
  const row = await context.database.withMerchantSql(identity.merchant.id, async (client) => {
    const { url, description, eventTypes, shopIds } = await mustReadEndpoint(client, path.endpointId);
    const wish = { url, description, eventTypes, shopIds, ...body };
    await checkWish(context, client, wish);
    if (!(await writeEndpoint(client, path.endpointId, wish, version)))
      throw new Problem('changed-meanwhile', 'Somebody else changed this endpoint; read it again.');
    return mustReadEndpoint(client, path.endpointId);
  });
  return { status: 200, body: endpointJson(row), headers: { ETag: endpointEtag(row) } };
};
