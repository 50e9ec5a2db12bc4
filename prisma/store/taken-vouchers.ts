import type { SqlClient } from './database.ts';
import type { TakingState } from './voucher-takings.ts';

export interface TakenVoucherRow {
  id: string;
  shopId: string;
  shopName: string;
  takingId: string;
  code: string;
  title: string;
  priceMinor: string;
  paidMinor: string;
  platformOrderId: string;
  takenBy: string;
  takenAt: Date;
  undoState: TakingState | null;
  undoActor: string | null;
  undoReason: string | null;
  undoAskedAt: Date | null;
  undoneAt: Date | null;
  undoPlatformCode: string | null;
  undoPlatformMessage: string | null;
  /** Null until its message has become the order. */
  orderId: string | null;
  orderNumber: string | null;
}

const SELECT = `SELECT v.id, v.shop_id AS "shopId", s.name AS "shopName", v.taking_id AS "takingId", v.code, v.title, v.price_minor AS "priceMinor",
  v.paid_minor AS "paidMinor", v.platform_order_id AS "platformOrderId", t.actor AS "takenBy", v.taken_at AS "takenAt",
  v.undo_state AS "undoState", v.undo_actor AS "undoActor", v.undo_reason AS "undoReason", v.undo_asked_at AS "undoAskedAt",
  v.undone_at AS "undoneAt", v.undo_platform_code AS "undoPlatformCode", v.undo_platform_message AS "undoPlatformMessage",
  o.id AS "orderId", o.number AS "orderNumber"
  FROM taken_vouchers v JOIN voucher_takings t ON t.id = v.taking_id JOIN shops s ON s.id = v.shop_id
  LEFT JOIN orders o ON o.shop_id = v.shop_id AND o.platform_order_id = v.platform_order_id
  WHERE v.merchant_id = current_merchant()`;

export interface NewTakenVoucher {
  id: string;
  merchantId: string;
  shopId: string;
  takingId: string;
  code: string;
  title: string;
  priceMinor: number;
  paidMinor: number;
  platformOrderId: string;
  takenAt: Date;
}

export async function insertTakenVoucher(client: SqlClient, voucher: NewTakenVoucher): Promise<void> {
  const { id, merchantId, shopId, takingId, code, title, priceMinor, paidMinor, platformOrderId, takenAt } = voucher;
  await client.query(
    `INSERT INTO taken_vouchers (id, merchant_id, shop_id, taking_id, code, title, price_minor, paid_minor, platform_order_id, taken_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [id, merchantId, shopId, takingId, code, title, priceMinor, paidMinor, platformOrderId, takenAt],
  );
}

export async function readTakenVoucher(client: SqlClient, id: string): Promise<TakenVoucherRow | null> {
  const { rows } = await client.query<TakenVoucherRow>(`${SELECT} AND v.id = $1`, [id]);
  return rows[0] ?? null;
}

export async function vouchersOfTaking(client: SqlClient, takingId: string): Promise<TakenVoucherRow[]> {
  const { rows } = await client.query<TakenVoucherRow>(`${SELECT} AND v.taking_id = $1 ORDER BY v.code`, [takingId]);
  return rows;
}

/** The newest first. */
export async function listTakenVouchers(
  client: SqlClient,
  { shopId, from, limit, after }: { shopId?: string; from?: Date; limit: number; after?: { at: Date; id: string } },
): Promise<TakenVoucherRow[]> {
  const { rows } = await client.query<TakenVoucherRow>(
    `${SELECT} AND ($1::uuid IS NULL OR v.shop_id = $1) AND ($2::timestamptz IS NULL OR v.taken_at >= $2)
       AND ($3::timestamptz IS NULL OR (v.taken_at, v.id) < ($3, $4::uuid))
     ORDER BY v.taken_at DESC, v.id DESC LIMIT $5`,
    [shopId ?? null, from ?? null, after?.at ?? null, after?.id ?? null, limit],
  );
  return rows;
}

/** Asks for a taking back; what is under way or done stays as it is. */
export async function askUndo(client: SqlClient, id: string, actor: string, reason: string): Promise<void> {
  await client.query(
    `UPDATE taken_vouchers SET undo_state = 'asked', undo_actor = $2, undo_reason = $3, undo_asked_at = now(),
            undo_platform_code = NULL, undo_platform_message = NULL
     WHERE merchant_id = current_merchant() AND id = $1 AND (undo_state IS NULL OR undo_state = 'failed')`,
    [id, actor, reason],
  );
}

/** @returns false when it has ended already. */
export async function setUndo(
  client: SqlClient,
  id: string,
  state: TakingState,
  { platformCode = null, platformMessage = null, undoneAt = null }: UndoEnd = {},
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE taken_vouchers SET undo_state = $2, undo_platform_code = $3, undo_platform_message = $4, undone_at = $5
     WHERE merchant_id = current_merchant() AND id = $1 AND undo_state IN ('asked', 'sent')`,
    [id, state, platformCode, platformMessage, undoneAt],
  );
  return (rowCount ?? 0) > 0;
}

interface UndoEnd {
  platformCode?: string | null;
  platformMessage?: string | null;
  undoneAt?: Date | null;
}
