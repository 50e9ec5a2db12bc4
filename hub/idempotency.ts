import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { claimKey, keepAnswer, releaseKey } from '../prisma/store/idempotency-keys.ts';
import type { Identity } from '../prisma/store/identities.ts';
import type { HubContext } from './context.ts';
import type { AnyAnswer, OperationId } from './operation.ts';
import { Problem } from './problem.ts';

/** Commands have their own record by the caller's key, which joins a running call instead of refusing it (`run-command.ts`). */
const OWN_RECORD = new Set<OperationId>([
  'acceptOrder',
  'rejectOrder',
  'markOrderReady',
  'shipOrder',
  'deliverOrder',
  'cancelOrder',
  'agreeRefund',
  'refuseRefund',
  'refundOrderPart',
  'remarkOrder',
]);

/**
 * Same key and call: the first answer again. Another call: 422. Still running: 409. A failure frees the key, because nothing was done.
 * An answer whose key could not be kept is given all the same; a repeat then runs again, which every operation allows.
 */
export async function onceByKey(
  context: HubContext,
  identity: Identity,
  id: OperationId,
  http: Request,
  run: () => Promise<AnyAnswer>,
): Promise<AnyAnswer> {
  const key = http.get('idempotency-key');
  if (key === undefined || http.method === 'GET' || OWN_RECORD.has(id)) return run();
  const merchantId = identity.merchant.id;
  const asMerchant = context.database.withMerchantSql;
  const digest = createHash('sha256')
    .update(JSON.stringify([id, http.originalUrl, http.body ?? null]))
    .digest('base64url');
  const claimed = await asMerchant(merchantId, (client) => claimKey(client, merchantId, key, digest));
  switch (claimed.claim) {
    case 'other-call':
      throw new Problem('idempotency-key-reused', 'This Idempotency-Key was used for another call.');
    case 'running':
      throw new Problem('call-running', 'The first call with this Idempotency-Key has not answered yet.', {}, 1);
    case 'answered':
      return { status: claimed.status, body: claimed.body ?? undefined };
    case 'ours':
      break;
  }
  try {
    const answer = await run();
    if ('status' in answer)
      await asMerchant(merchantId, (client) => keepAnswer(client, key, answer.status, answer.body));
    return answer;
  } catch (error) {
    await asMerchant(merchantId, (client) => releaseKey(client, key)).catch((releaseError: unknown) => {
      context.log.warn({ err: releaseError }, 'idempotency key not freed; it frees itself after a minute');
    });
    throw error;
  }
}
