import { v7 as uuidv7 } from 'uuid';
import type { SqlClient } from './database.ts';

export type TakingState = 'asked' | 'sent' | 'done' | 'failed';

export interface VoucherTaking {
  id: string;
  shopId: string;
  code: string;
  count: number;
  actor: string;
  /** `sent`: the platform may have taken them, and is asked what became of it. */
  state: TakingState;
  reasonCode: string | null;
  platformCode: string | null;
  platformMessage: string | null;
  askedAt: Date;
  finishedAt: Date | null;
}

const COLUMNS = `id, shop_id AS "shopId", code, count, actor, state, reason_code AS "reasonCode", platform_code AS "platformCode",
  platform_message AS "platformMessage", asked_at AS "askedAt", finished_at AS "finishedAt"`;

interface NewTaking extends Pick<VoucherTaking, 'shopId' | 'code' | 'count' | 'actor'> {
  merchantId: string;
  /** Null when the caller gave none: then each call is another wish. */
  idempotencyKey: string | null;
}

/** Records the wish, or finds the one that this call repeats. `reused`: the key belongs to another call. */
export async function askTaking(client: SqlClient, asked: NewTaking): Promise<VoucherTaking | 'reused'> {
  const id = uuidv7();
  const { merchantId, shopId, code, count, actor } = asked;
  const key = asked.idempotencyKey === null ? `taking:${id}` : `caller:${asked.idempotencyKey}`;
  const inserted = await client.query<VoucherTaking>(
    `INSERT INTO voucher_takings (id, merchant_id, shop_id, code, count, idempotency_key, actor)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
    [id, merchantId, shopId, code, count, key, actor],
  );
  if (inserted.rows[0]) return inserted.rows[0];
  const { rows } = await client.query<VoucherTaking>(
    `SELECT ${COLUMNS} FROM voucher_takings WHERE merchant_id = $1 AND idempotency_key = $2`,
    [merchantId, key],
  );
  const [known] = rows;
  const isSame = known?.shopId === shopId && known.code === code && known.count === count;
  return known && isSame ? known : 'reused';
}

export async function readTaking(client: SqlClient, id: string): Promise<VoucherTaking | null> {
  const { rows } = await client.query<VoucherTaking>(
    `SELECT ${COLUMNS} FROM voucher_takings WHERE merchant_id = current_merchant() AND id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

/** @returns false when it has ended already, so that nothing more is written of it. */
export async function setTaking(
  client: SqlClient,
  id: string,
  state: TakingState,
  why: Partial<Pick<VoucherTaking, 'reasonCode' | 'platformCode' | 'platformMessage'>> = {},
): Promise<boolean> {
  const { reasonCode = null, platformCode = null, platformMessage = null } = why;
  const { rowCount } = await client.query(
    `UPDATE voucher_takings SET state = $2, reason_code = $3, platform_code = $4, platform_message = $5,
            finished_at = CASE WHEN $2 IN ('done', 'failed') THEN now() END
     WHERE merchant_id = current_merchant() AND id = $1 AND state IN ('asked', 'sent')`,
    [id, state, reasonCode, platformCode, platformMessage],
  );
  return (rowCount ?? 0) > 0;
}
