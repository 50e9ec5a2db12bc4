import type { ConnectionTrouble } from '../../domain/connection-trouble.ts';
import type { SqlClient } from './database.ts';

export interface NewShop {
  merchantId: string;
  connectionId: string;
  platform: string;
  platformShopId: string;
  name: string;
}

/**
 * Adds a shop to a connection, or brings one back that was taken out of view: its orders and settings are still there.
 * @returns null when the connection has it already.
 */
export async function addShop(client: SqlClient, shop: NewShop): Promise<string | null> {
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO shops (merchant_id, connection_id, platform, platform_shop_id, name) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (connection_id, platform_shop_id) DO UPDATE
     SET removed_at = NULL, paused_at = NULL, name = excluded.name, version = shops.version + 1
     WHERE shops.removed_at IS NOT NULL
     RETURNING id`,
    [shop.merchantId, shop.connectionId, shop.platform, shop.platformShopId, shop.name],
  );
  return rows[0]?.id ?? null;
}

/** A shop that is added after its first pushes has been pushed to. */
export async function noteEarlierPushes(client: SqlClient, shopId: string): Promise<void> {
  await client.query(
    `UPDATE shops s SET last_push_at = greatest(s.last_push_at,
       (SELECT max(m.last_received_at) FROM inbound_messages m
        WHERE m.merchant_id = s.merchant_id AND m.state = 'parked' AND m.source = 'push'
          AND m.connection_id = s.connection_id AND m.platform_shop_id = s.platform_shop_id))
     WHERE s.merchant_id = current_merchant() AND s.id = $1`,
    [shopId],
  );
}

/** What is not named stays. */
export interface ShopChange {
  name?: string;
  paused?: boolean;
  removed?: boolean;
}

/** Since when nothing was asked of the platform, for a shop that this change sets going again. */
export interface ShopChanged {
  pausedSince: Date | null;
}

/** A shop that is taken out of view is paused with it. @returns null when there is no such shop. */
export async function changeShop(
  client: SqlClient,
  shopId: string,
  { name, paused, removed }: ShopChange,
): Promise<ShopChanged | null> {
  const { rows } = await client.query<{ was_paused_at: Date | null; paused_at: Date | null }>(
    `UPDATE shops s
     SET name = coalesce($2::text, s.name),
         paused_at = CASE WHEN coalesce($3::boolean, $4::boolean) IS NULL THEN s.paused_at
                          WHEN coalesce($3::boolean, $4::boolean) THEN coalesce(s.paused_at, now()) END,
         removed_at = CASE WHEN $4::boolean IS NULL THEN s.removed_at WHEN $4::boolean THEN coalesce(s.removed_at, now()) END,
         version = s.version + 1
     FROM (SELECT id, paused_at FROM shops WHERE merchant_id = current_merchant() AND id = $1 FOR UPDATE) AS before
     WHERE s.id = before.id RETURNING before.paused_at AS was_paused_at, s.paused_at`,
    [shopId, name ?? null, paused ?? null, removed ?? null],
  );
  const row = rows[0];
  return row ? { pausedSince: row.paused_at === null ? row.was_paused_at : null } : null;
}

export interface TestResult {
  trouble: ConnectionTrouble | null;
  words: string | null;
  shopName: string | null;
}

/** What the platform said when it was asked whether all is well. */
export async function saveTest(
  client: SqlClient,
  shopId: string,
  { trouble, words, shopName }: TestResult,
): Promise<void> {
  await client.query(
    `UPDATE shops SET tested_at = clock_timestamp(), test_trouble = $2, test_words = $3, test_shop_name = coalesce($4, test_shop_name)
     WHERE merchant_id = current_merchant() AND id = $1`,
    [shopId, trouble, words?.slice(0, 500) ?? null, shopName?.slice(0, 200) ?? null],
  );
}

/** True when nothing may be asked of the platform for this shop now. */
export async function isShopPaused(client: SqlClient, shopId: string): Promise<boolean> {
  const { rows } = await client.query(
    'SELECT FROM shops WHERE merchant_id = current_merchant() AND id = $1 AND paused_at IS NOT NULL',
    [shopId],
  );
  return rows.length > 0;
}
