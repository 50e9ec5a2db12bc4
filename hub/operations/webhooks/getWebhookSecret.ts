import { readSecrets } from '../../../prisma/store/webhook-endpoints.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';

export const getWebhookSecret: Operation<'getWebhookSecret'> = async ({ path }, identity, { database }) => {
  const merchantId = identity.merchant.id;
  const [secret, previousSecret = null] = await database.withMerchantSql(merchantId, (client) =>
    readSecrets(client, database.cipher, merchantId, path.endpointId),
  );
  if (secret === undefined) throw new Problem('not-found', 'There is no such endpoint.');
  return { status: 200, body: { secret, previousSecret } };
};
