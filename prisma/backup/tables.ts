import type pg from 'pg';
import type { TableHead } from './frames.ts';

/** The migrations' own bookkeeping: a restore writes it by applying them. */
const NOT_DATA = '_prisma_migrations';

/** Every table with its stored columns, those that others point to before those. @throws Error when tables point at each other in a ring. */
export async function readTables(client: pg.ClientBase): Promise<TableHead[]> {
  const { rows } = await client.query<{ table: string; columns: string[] }>(
    `SELECT c.relname AS "table", array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relname <> $1
       AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     GROUP BY c.relname ORDER BY c.relname`,
    [NOT_DATA],
  );
  const { rows: pointers } = await client.query<{ from: string; to: string }>(
    `SELECT DISTINCT f.relname AS "from", t.relname AS "to"
     FROM pg_constraint k JOIN pg_class f ON f.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
     WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace AND f.oid <> t.oid`,
  );
  const ordered: TableHead[] = [];
  const done = new Set<string>();
  while (ordered.length < rows.length) {
    const free = rows.filter(
      ({ table }) => !done.has(table) && pointers.every(({ from, to }) => from !== table || done.has(to)),
    );
    if (free.length === 0) throw new Error('tables point at each other in a ring; a backup cannot order them');
    for (const table of free) {
      ordered.push(table);
      done.add(table.table);
    }
  }
  return ordered;
}

export async function readMigrationNames(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ migration_name: string }>(
    `SELECT migration_name FROM ${NOT_DATA} WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
  );
  return rows.map((row) => row.migration_name);
}

export async function hasTables(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ found: string | null }>('SELECT to_regclass($1) AS found', [NOT_DATA]);
  return rows[0]?.found != null;
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
