import { createHash } from 'node:crypto';
import type { SqlClient } from './database.ts';

/** A shop and one of its business days, `2026-11-23`. */
export interface BillDayRef {
  merchantId: string;
  shopId: string;
  day: string;
}

export interface StoredBillRow {
  id: string;
  /** JSON text, every digit as the platform wrote it. */
  raw: string;
  firstSeenAt: Date;
  /** When the platform's bill of that day was read without it; null while it stands there. */
  goneAt: Date | null;
}

/**
 * Keeps the platform's bill of a day as it was read now. Nothing is changed or deleted: a row that reads differently now is a new one
 * beside the old one, which is marked as gone. Equal rows of a day are told apart by their count.
 */
export async function saveBill(
  client: SqlClient,
  { merchantId, shopId, day }: BillDayRef,
  rows: string[],
): Promise<void> {
  const seen = new Map<string, number>();
  const keys = rows.map((raw) => {
    const digest = createHash('sha256').update(raw).digest('base64url');
    const count = (seen.get(digest) ?? 0) + 1;
    seen.set(digest, count);
    return `${digest} ${String(count)}`;
  });
  await client.query(
    `INSERT INTO bill_rows (merchant_id, shop_id, business_day, row_key, raw)
     SELECT $1, $2, $3, read.key, read.raw FROM unnest($4::text[], $5::text[]) AS read(key, raw)
     ON CONFLICT (shop_id, business_day, row_key) DO UPDATE SET gone_at = NULL`,
    [merchantId, shopId, day, keys, rows],
  );
  await client.query(
    `UPDATE bill_rows SET gone_at = now()
     WHERE shop_id = $1 AND business_day = $2 AND gone_at IS NULL AND NOT row_key = ANY($3::text[])`,
    [shopId, day, keys],
  );
  await noteBill(client, { merchantId, shopId, day }, rows.length, null);
}

/** Notes why a bill could not be read; what was read of it before stays. */
export async function saveBillFailure(client: SqlClient, ref: BillDayRef, failure: string): Promise<void> {
  await noteBill(client, ref, null, failure.slice(0, 500));
}

/** All rows ever read of a day, oldest first. */
export async function readBillRows(
  client: SqlClient,
  { shopId, day }: Pick<BillDayRef, 'shopId' | 'day'>,
): Promise<StoredBillRow[]> {
  const { rows } = await client.query<StoredBillRow>(
    `SELECT id, raw, first_seen_at AS "firstSeenAt", gone_at AS "goneAt"
     FROM bill_rows WHERE shop_id = $1 AND business_day = $2 ORDER BY id`,
    [shopId, day],
  );
  return rows;
}

async function noteBill(
  client: SqlClient,
  { merchantId, shopId, day }: BillDayRef,
  rowCount: number | null,
  failure: string | null,
): Promise<void> {
  await client.query(
    `INSERT INTO bill_days (merchant_id, shop_id, business_day, row_count, read_at, failure)
     VALUES ($1, $2, $3, $4, CASE WHEN $5::text IS NULL THEN now() END, $5)
     ON CONFLICT (shop_id, business_day) DO UPDATE
     SET row_count = coalesce(excluded.row_count, bill_days.row_count), read_at = coalesce(excluded.read_at, bill_days.read_at),
         failure = excluded.failure`,
    [merchantId, shopId, day, rowCount, failure],
  );
}
