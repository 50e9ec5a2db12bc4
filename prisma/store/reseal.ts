import type { Cipher } from './cipher.ts';
import type { Database, SqlClient } from './database.ts';
import { type SealedColumn, sealedColumns } from './sealed-columns.ts';

const BATCH = 200;

/**
 * Seals everything again that was sealed before the data key `keyId`, a few rows at a time while the hub goes on.
 * @param onBatch told how many values a batch held. @returns how many in all.
 */
export async function resealAll(
  database: Database,
  keyId: number,
  onBatch: (count: number) => void = () => undefined,
): Promise<number> {
  const { rows: merchants } = await database.system.query<{ id: string }>('SELECT id FROM merchants ORDER BY id');
  let all = 0;
  for (const { id } of merchants) {
    for (const place of sealedColumns) {
      let after: readonly string[] | null = null;
      do {
        const seen: Seen = await database.withMerchantSql(id, (client) =>
          resealSome(client, database.cipher, id, place, keyId, after),
        );
        after = seen.last;
        all += seen.count;
        if (seen.count > 0) onBatch(seen.count);
      } while (after);
    }
  }
  return all;
}

interface Seen {
  count: number;
  /** The key to go on after; null at the end. */
  last: readonly string[] | null;
}

/** Rows that somebody is writing are waited for: what is written now may still be sealed as it was read. */
async function resealSome(
  client: SqlClient,
  cipher: Cipher,
  merchantId: string,
  { table, column, key, contextOf }: SealedColumn,
  keyId: number,
  after: readonly string[] | null,
): Promise<Seen> {
  const names = Object.keys(key);
  const beyond = Object.values(key).map((type, index) => `$${index + 3}::${type}`);
  const { rows } = await client.query<{ place: string; key: string[]; sealed: Buffer }>(
    `SELECT ctid::text AS place, ARRAY[${names.map((name) => `${name}::text`).join(', ')}] AS key, ${column} AS sealed
     FROM ${table}
     WHERE merchant_id = $1 AND ${column} IS NOT NULL AND get_byte(${column}, 0) <> $2
       ${after ? `AND (${names.join(', ')}) > (${beyond.join(', ')})` : ''}
     ORDER BY ${names.join(', ')} LIMIT ${BATCH} FOR UPDATE`,
    [merchantId, keyId, ...(after ?? [])],
  );
  const sealed = rows.map((row) => {
    const context = contextOf(row.key, merchantId);
    return cipher.seal(cipher.open(row.sealed, context), context);
  });
  // The rows are locked, so each still stands where it was read.
  await client.query(
    `UPDATE ${table} AS t SET ${column} = n.sealed FROM unnest($2::tid[], $3::bytea[]) AS n(place, sealed)
     WHERE t.merchant_id = $1 AND t.ctid = n.place`,
    [merchantId, rows.map(({ place }) => place), sealed],
  );
  return { count: rows.length, last: rows.length < BATCH ? null : (rows.at(-1)?.key ?? null) };
}
