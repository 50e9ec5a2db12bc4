import type { SqlClient } from './database.ts';

export type RealPhoneState = 'asked' | 'found' | 'none' | 'failed';

export interface RealPhoneRequest {
  id: string;
  orderId: string;
  shopId: string;
  platformOrderId: string;
  actor: string;
  reason: string;
  state: RealPhoneState;
  platformCode: string | null;
  platformMessage: string | null;
}

/** @returns the request's id, or null when `max` numbers were asked for in the hour before. Askers at one moment wait for each other. */
export async function askRealPhone(
  client: SqlClient,
  {
    merchantId,
    max,
    ...asked
  }: Pick<RealPhoneRequest, 'orderId' | 'actor' | 'reason'> & { merchantId: string; max: number },
): Promise<string | null> {
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`real phones ${merchantId}`]);
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO real_phone_requests (merchant_id, order_id, actor, reason)
     SELECT $1, $2, $3, $4
     WHERE (SELECT count(*) FROM real_phone_requests WHERE merchant_id = $1 AND asked_at > now() - interval '1 hour') < $5
     RETURNING id`,
    [merchantId, asked.orderId, asked.actor, asked.reason, max],
  );
  return rows[0]?.id ?? null;
}

export async function readRealPhoneRequest(client: SqlClient, id: string): Promise<RealPhoneRequest | null> {
  const { rows } = await client.query<RealPhoneRequest>(
    `SELECT r.id, r.order_id AS "orderId", o.shop_id AS "shopId", o.platform_order_id AS "platformOrderId", r.actor, r.reason, r.state,
            r.platform_code AS "platformCode", r.platform_message AS "platformMessage"
     FROM real_phone_requests r JOIN orders o ON o.id = r.order_id WHERE r.id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

/** Writes the end once; a later end changes nothing. */
export async function endRealPhoneRequest(
  client: SqlClient,
  id: string,
  {
    state,
    platformCode = null,
    platformMessage = null,
  }: { state: Exclude<RealPhoneState, 'asked'>; platformCode?: string | null; platformMessage?: string | null },
): Promise<void> {
  await client.query(
    `UPDATE real_phone_requests SET state = $2, platform_code = $3, platform_message = $4, finished_at = now()
     WHERE id = $1 AND state = 'asked'`,
    [id, state, platformCode, platformMessage],
  );
}
