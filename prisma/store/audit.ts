import { createHash } from 'node:crypto';
import type { PlainQuery, SqlClient } from './database.ts';

export interface Actor {
  /** `operator` sits at the command line, `system` is the hub itself. */
  kind: 'user' | 'api_key' | 'operator' | 'system';
  id: string | null;
  name: string;
}

/** An act to be recorded. Whatever is in it stays for ever: never a secret, never a customer's data. */
export interface Act {
  actor: Actor;
  /** The operation's id, or what happened by itself. */
  act: string;
  outcome: 'done' | 'refused';
  /** The id of what it was done to. */
  subject?: string | undefined;
  address?: string | undefined;
  requestId?: string | undefined;
  details?: Record<string, unknown> | undefined;
}

/**
 * Appends an act to the merchant's chain, as the last statement of the transaction that does it. With `onlyAfterWrites` a transaction
 * that has written nothing stays without. @returns whether it was recorded.
 */
export async function appendAct(query: PlainQuery, act: Act, onlyAfterWrites = false): Promise<boolean> {
  const { actor, details = {} } = act;
  const rows = (await query(
    `SELECT append_audit($1::boolean, $2::text, $3::uuid, $4::text, $5::text, $6::text, $7::text, $8::text, $9::text, $10::json) AS written`,
    [
      onlyAfterWrites,
      actor.kind,
      actor.id,
      actor.name,
      act.act,
      act.outcome,
      act.subject ?? null,
      act.address ?? null,
      act.requestId ?? null,
      JSON.stringify(details),
    ],
  )) as { written: boolean }[];
  return rows[0]?.written ?? false;
}

/** The same with the client of `withMerchantSql`. */
export async function recordAct(client: SqlClient, act: Act): Promise<void> {
  await appendAct(async (text, values) => (await client.query(text, values)).rows as unknown[], act);
}

export interface AuditRow {
  merchant_id: string;
  sequence: string;
  at: Date;
  actor_kind: Actor['kind'];
  actor_id: string | null;
  actor_name: string;
  act: string;
  outcome: Act['outcome'];
  subject: string | null;
  address: string | null;
  request_id: string | null;
  /** JSON as it was written. */
  details: string;
  hash: Buffer;
}

const COLUMNS =
  'merchant_id, sequence, at, actor_kind, actor_id, actor_name, act, outcome, subject, address, request_id, details::text AS details, hash';

export interface AuditFilters {
  actorId?: string;
  act?: string;
  outcome?: Act['outcome'];
  subject?: string;
  from?: Date;
  to?: Date;
  /** Entries older than this one. */
  before?: bigint;
  limit: number;
}

/** Newest first. */
export async function listActs(client: SqlClient, filters: AuditFilters): Promise<AuditRow[]> {
  const values: unknown[] = [];
  const where = ['merchant_id = current_merchant()'];
  const also = (condition: string, value: unknown) => {
    if (value !== undefined) where.push(condition.replace('?', `$${values.push(value)}`));
  };
  also('actor_id = ?::uuid', filters.actorId);
  also('act = ?', filters.act);
  also('outcome = ?', filters.outcome);
  also('subject = ?', filters.subject);
  also('at >= ?', filters.from);
  also('at < ?', filters.to);
  also('sequence < ?', filters.before);
  const { rows } = await client.query<AuditRow>(
    `SELECT ${COLUMNS} FROM audit_entries WHERE ${where.join(' AND ')} ORDER BY sequence DESC LIMIT $${values.push(filters.limit)}`,
    values,
  );
  return rows;
}

export interface AuditHead {
  merchantId: string;
  sequence: bigint;
  /** Hex. */
  hash: string;
}

/** The newest entry of each merchant, as its chain says. */
export async function readHeads(system: SqlClient): Promise<AuditHead[]> {
  const { rows } = await system.query<{ merchant_id: string; sequence: string; hash: Buffer }>(
    'SELECT merchant_id, sequence, hash FROM audit_heads ORDER BY merchant_id',
  );
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    sequence: BigInt(row.sequence),
    hash: row.hash.toString('hex'),
  }));
}

/** Merchants that have entries, also those whose head was taken away. */
export async function auditedMerchants(system: SqlClient): Promise<string[]> {
  const { rows } = await system.query<{ merchant_id: string }>(
    'SELECT merchant_id FROM audit_heads UNION SELECT DISTINCT merchant_id FROM audit_entries ORDER BY 1',
  );
  return rows.map((row) => row.merchant_id);
}

/** Entries after a sequence, oldest first. */
export async function readChain(
  system: SqlClient,
  merchantId: string,
  after: bigint,
  limit: number,
): Promise<AuditRow[]> {
  const { rows } = await system.query<AuditRow>(
    `SELECT ${COLUMNS} FROM audit_entries WHERE merchant_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3`,
    [merchantId, after, limit],
  );
  return rows;
}

/** What the hash of an entry must be, computed apart from the database that wrote it. */
export function hashOfEntry(previous: Buffer, row: Omit<AuditRow, 'hash'>): Buffer {
  const fields = [
    'jiedan audit 1',
    row.merchant_id,
    row.sequence,
    String(row.at.getTime()),
    row.actor_kind,
    row.actor_id,
    row.actor_name,
    row.act,
    row.outcome,
    row.subject,
    row.address,
    row.request_id,
    row.details,
  ];
  const prefixed = fields.map((field) => (field === null ? '-:' : `${Buffer.byteLength(field)}:${field}`));
  return createHash('sha256').update(previous).update(prefixed.join('')).digest();
}
