import type { SqlClient } from './database.ts';

export interface SoldProductRow {
  name: string;
  spec: string | null;
  sku_code: string | null;
  unit_price_minor: string;
}

/** So many of the newest orders tell what a shop sells these days. */
const ORDERS_READ = 1_000;
const PRODUCTS_MAX = 200;

/** Each product of the newest orders once, with its newest price, those sold most often first. */
export async function readSoldProducts(client: SqlClient): Promise<SoldProductRow[]> {
  const { rows } = await client.query<SoldProductRow>({
    name: 'read-sold-products',
    text: `SELECT l.name, l.spec, (array_agg(l.sku_code ORDER BY o.placed_at DESC))[1] AS sku_code,
                  (array_agg(l.unit_price_minor ORDER BY o.placed_at DESC))[1] AS unit_price_minor
           FROM (SELECT id, placed_at FROM orders ORDER BY placed_at DESC, id DESC LIMIT ${ORDERS_READ}) AS o
           JOIN order_lines l ON l.order_id = o.id
           GROUP BY l.name, l.spec ORDER BY count(*) DESC, l.name LIMIT ${PRODUCTS_MAX}`,
  });
  return rows;
}
