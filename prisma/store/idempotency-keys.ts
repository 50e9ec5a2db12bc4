import type { PlainQuery, SqlClient } from './database.ts';

/** How long an answer is given again. */
const KEPT = `interval '24 hours'`;
/** A first call that has not answered by now crashed. */
const CRASHED_AFTER = `interval '60 seconds'`;

export type ClaimedKey =
  | { claim: 'ours' }
  | { claim: 'running' }
  | { claim: 'other-call' }
  /** What was asked has been done, by a process that died before it had said so. */
  | { claim: 'answer-lost' }
  | { claim: 'answered'; status: number; body: unknown };

/** Takes the key for a call, also from one that crashed before it had done anything, or tells what became of it. */
export async function claimKey(
  client: SqlClient,
  merchantId: string,
  key: string,
  callDigest: string,
): Promise<ClaimedKey> {
  const claimed = await client.query(
    `INSERT INTO idempotency_keys AS k (merchant_id, key, call_digest) VALUES ($1, $2, $3)
     ON CONFLICT (merchant_id, key) DO UPDATE SET call_digest = excluded.call_digest, status = NULL, body = NULL, created_at = now(), effect_at = NULL
     WHERE k.created_at < now() - ${KEPT}
        OR (k.status IS NULL AND k.effect_at IS NULL AND k.call_digest = excluded.call_digest
            AND k.created_at < now() - ${CRASHED_AFTER})
     RETURNING k.id`,
    [merchantId, key, callDigest],
  );
  if (claimed.rowCount === 1) return { claim: 'ours' };
  const { rows } = await client.query<{
    call_digest: string;
    status: number | null;
    body: unknown;
    answer_lost: boolean;
  }>(
    `SELECT call_digest, status, body, effect_at IS NOT NULL AND created_at < now() - ${CRASHED_AFTER} AS answer_lost
     FROM idempotency_keys WHERE merchant_id = $1 AND key = $2`,
    [merchantId, key],
  );
  const known = rows[0];
  if (!known) return { claim: 'running' };
  if (known.call_digest !== callDigest) return { claim: 'other-call' };
  if (known.status !== null) return { claim: 'answered', status: known.status, body: known.body };
  return { claim: known.answer_lost ? 'answer-lost' : 'running' };
}

/** Notes under the key that the transaction has done something, as part of it; one that has only read notes nothing. */
export async function noteEffect(query: PlainQuery, key: string): Promise<void> {
  await query(
    `UPDATE idempotency_keys SET effect_at = now()
     WHERE merchant_id = current_merchant() AND key = $1 AND status IS NULL AND effect_at IS NULL
       AND pg_current_xact_id_if_assigned() IS NOT NULL RETURNING id`,
    [key],
  );
}

export async function keepAnswer(client: SqlClient, key: string, status: number, body: unknown): Promise<void> {
  await client.query(
    'UPDATE idempotency_keys SET status = $2, body = $3 WHERE merchant_id = current_merchant() AND key = $1',
    [key, status, body === undefined ? null : JSON.stringify(body)],
  );
}

/** After a failure the caller may try again with the same key. */
export async function releaseKey(client: SqlClient, key: string): Promise<void> {
  await client.query(
    'DELETE FROM idempotency_keys WHERE merchant_id = current_merchant() AND key = $1 AND status IS NULL',
    [key],
  );
}
