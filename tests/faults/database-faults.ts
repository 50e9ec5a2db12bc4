import pg from 'pg';

/** Past the hub, as the owner of the schema. */
type Owner = Pick<pg.Client, 'query'>;

/**
 * Whoever writes to one of the tables is refused as PostgreSQL refuses with this code (53100 a full disk, 40P01 a deadlock, 40001 a
 * serialization failure), always or in a share of all cases. Without tables nobody is any more.
 */
export async function refuseWrites(owner: Owner, tables: readonly string[], code = '53100', share = 1): Promise<void> {
  const triggers = tables.map(
    (table) =>
      `CREATE TRIGGER refuse_writes BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_writes();`,
  );
  await owner.query(`
    DROP FUNCTION IF EXISTS refuse_writes CASCADE;
    CREATE FUNCTION refuse_writes() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF random() < ${share} THEN RAISE EXCEPTION 'refused by the test' USING ERRCODE = '${code}'; END IF;
      RETURN new;
    END $$;
    ${triggers.join('\n')}`);
}

/** As a primary that has become a standby: who is connected is thrown out, and whoever comes may only read. */
export async function readOnly(owner: Owner, on: boolean): Promise<void> {
  await owner.query(`DO $$ BEGIN
    EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = ${on ? 'on' : 'off'}', current_database());
  END $$`);
  await endConnections(owner);
}

/** @returns orders without lines or events, and messages that are done without their order: what a half written transaction would leave. */
export async function halfWritten(owner: Owner): Promise<number> {
  const { rows } = await owner.query<{ n: number }>(
    `SELECT ((SELECT count(*) FROM orders o WHERE NOT EXISTS (SELECT FROM order_events e WHERE e.order_id = o.id)
                                           OR NOT EXISTS (SELECT FROM order_lines l WHERE l.order_id = o.id))
           + (SELECT count(*) FROM inbound_messages m WHERE m.state = 'done' AND NOT EXISTS
                (SELECT FROM orders o WHERE o.platform_order_id = m.platform_order_id)))::int AS n`,
  );
  return rows[0]?.n ?? -1;
}

export async function endConnections(owner: Owner): Promise<void> {
  await owner.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
}

/** Connects for a moment; a database that only lets others read lets this one write. @throws while it is away. */
export async function asOwner(databaseUrl: string, run: (owner: Owner) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, options: '-c default_transaction_read_only=off' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await run(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
