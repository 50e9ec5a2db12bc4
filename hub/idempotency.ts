import { createHash } from 'node:crypto';
import type { Request } from 'express';
import type { Binding } from '../prisma/store/database.ts';
import { claimKey, keepAnswer, noteEffect, releaseKey } from '../prisma/store/idempotency-keys.ts';
import type { Identity } from '../prisma/store/identities.ts';
import type { HubContext } from './context.ts';
import type { AnyAnswer, OperationId } from './operation.ts';
import { Problem } from './problem.ts';
import type { OperationRule } from './spec.ts';

const SEALED_ANSWER = 'idempotency.answer';

/** Commands have their own record by the caller's key, which joins a running call instead of refusing it (`run-command.ts`). */
const OWN_RECORD = new Set<OperationId>([
  'acceptOrder',
  'rejectOrder',
  'markOrderReady',
  'shipOrder',
  'shipOrderPart',
  'changeWaybill',
  'deliverOrder',
  'cancelOrder',
  'closeOrder',
  'agreeRefund',
  'refuseRefund',
  'refundOrderPart',
  'remarkOrder',
  'consumeVouchers',
  // The voucher itself is the record: it is taken back once, whoever asks.
  'undoVoucher',
]);

/**
 * Same key and call: the first answer again. Another call: 422. Still running: 409. A failure frees the key, because nothing was done.
 * Work that was done never frees it: an answer that could not be kept is given all the same. A minute after a crash the call runs again if
 * it had done nothing (`noteEffects`), and else a repeat is told that it was carried out and its answer lost: 409.
 */
export async function onceByKey(
  context: HubContext,
  identity: Identity,
  { id, secret }: OperationRule,
  http: Request,
  run: () => Promise<AnyAnswer>,
): Promise<AnyAnswer> {
  const key = keyOf(id, http);
  if (key === undefined) return run();
  const merchantId = identity.merchant.id;
  const { withMerchantSql: asMerchant, cipher } = context.database;
  const call = JSON.stringify([id, http.originalUrl, http.body ?? null]);
  // The answer to one who sees less is another answer; and a plain digest of a short secret could be guessed.
  const digest =
    secret || identity.shopIds
      ? cipher.digest(`${identity.id} ${call}`, 'idempotency.call')
      : createHash('sha256').update(call).digest('base64url');
  const use = `${SEALED_ANSWER} ${merchantId} ${key}`;
  const kept = (body: unknown): unknown =>
    secret && body !== undefined ? { sealed: cipher.seal(JSON.stringify(body), use).toString('base64') } : body;
  const opened = (body: unknown): unknown =>
    secret && isSealed(body)
      ? (JSON.parse(cipher.open(Buffer.from(body.sealed, 'base64'), use)) as unknown)
      : (body ?? undefined);
  const claimed = await asMerchant(merchantId, (client) => claimKey(client, merchantId, key, digest));
  switch (claimed.claim) {
    case 'other-call':
      throw new Problem('idempotency-key-reused', 'This Idempotency-Key was used for another call.');
    case 'running':
      throw new Problem('call-running', 'The first call with this Idempotency-Key has not answered yet.', {}, 1);
    case 'answer-lost':
      throw new Problem('answer-lost', 'Read what it was about; a new key would do it once more.');
    case 'answered':
      return { status: claimed.status, body: opened(claimed.body) };
    case 'ours':
      break;
  }
  const answer = await run().catch(async (error: unknown) => {
    await asMerchant(merchantId, (client) => releaseKey(client, key)).catch((releaseError: unknown) => {
      context.log.warn({ err: releaseError }, 'idempotency key not freed; it frees itself after a minute');
    });
    throw error;
  });
  // The work is done: from here on the key is never freed, and the caller is told what was done in any case.
  if ('status' in answer)
    await keepPatiently(() =>
      asMerchant(merchantId, (client) => keepAnswer(client, key, answer.status, kept(answer.body))),
    ).catch((error: unknown) =>
      context.log.error({ err: error, operation: id }, 'answer not kept under its idempotency key'),
    );
  return answer;
}

function keyOf(id: OperationId, http: Request): string | undefined {
  return http.method === 'GET' || OWN_RECORD.has(id) ? undefined : http.get('idempotency-key');
}

/** Has the transaction that does what a call asks note so under the call's key, beside what is to be recorded of it. */
export function noteEffects({ id }: OperationRule, http: Request, record: Binding['record']): Pick<Binding, 'record'> {
  const key = keyOf(id, http);
  if (key === undefined) return record ? { record } : {};
  return {
    record: {
      write: async (query) => {
        await noteEffect(query, key);
        return (await record?.write(query)) ?? false;
      },
      committed: () => record?.committed(),
    },
  };
}

const KEEP_TRIES_MAX = 3;
const KEEP_WAIT_MS = 200;

/** A database that was away for a moment is there again before the caller has given up. */
async function keepPatiently(keep: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await keep();
    } catch (error) {
      if (tries >= KEEP_TRIES_MAX) throw error;
      await new Promise((resolve) => setTimeout(resolve, KEEP_WAIT_MS * tries));
    }
  }
}

function isSealed(body: unknown): body is { sealed: string } {
  return typeof body === 'object' && body !== null && 'sealed' in body && typeof body.sealed === 'string';
}
