import type { SqlClient } from './database.ts';

/** `catch_up_after_restore`: `{ takenAt }`, the moment of the backup in ISO 8601. */
export type ChoreKind = 'catch_up_after_restore';

export interface Chore {
  id: string;
  kind: ChoreKind;
  input: Record<string, string>;
}

/** Inside a transaction of the schema's owner. */
export async function askChore(client: SqlClient, kind: ChoreKind, input: Record<string, string>): Promise<void> {
  await client.query('SET LOCAL ROLE jiedan_system');
  await client.query('INSERT INTO chores (kind, input) VALUES ($1, $2)', [kind, input]);
  await client.query('RESET ROLE');
}

/** What nobody has done yet, oldest first. */
export async function openChores(system: SqlClient): Promise<Chore[]> {
  const { rows } = await system.query<Chore>(
    'SELECT id, kind, input FROM chores WHERE done_at IS NULL ORDER BY asked_at',
  );
  return rows;
}

export async function finishChore(system: SqlClient, id: string): Promise<void> {
  await system.query('UPDATE chores SET done_at = now() WHERE id = $1', [id]);
}
