import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Action } from '../../domain/order.ts';
import type { SqlClient } from './database.ts';

export type CommandState = 'asked' | 'sent' | 'done' | 'refused' | 'unknown';

/** What a command was asked with, by action. Commands of earlier releases have a reason and a note at most. */
export interface CommandDetails {
  reason?: string;
  note?: string;
  /** How it is shipped. */
  by?: string;
  courier?: string;
  trackingNumber?: string;
  refundId?: string;
  /** The merchant's own note beside the order. */
  text?: string;
  /** What of an order is paid back or leaves by itself, as its lines were when it was asked. */
  lines?: { position: number; name: string; skuCode: string | null; quantity: number; of: number }[];
  /** The refunds of the order that were known when this was asked: a further one is what became of it. */
  knownRefunds?: string[];
}

export interface StoredCommand {
  id: string;
  orderId: string;
  action: Action;
  state: CommandState;
  input: CommandDetails;
  actor: string;
  askedAt: Date;
  /** When whoever asked for it last did so. */
  wantedAt: Date;
  finishedAt: Date | null;
  platformCode: string | null;
  platformMessage: string | null;
  /** Of the call that asked for it, where traces are collected. */
  traceParent: string | null;
}

export interface NewCommand {
  traceParent?: string | null;
  merchantId: string;
  orderId: string;
  action: Action;
  input: CommandDetails;
  /** Null when the caller gave none; then only a running command of the same kind is joined. */
  idempotencyKey: string | null;
  actor: string;
}

const COLUMNS = `id, order_id AS "orderId", action, state, input, actor, asked_at AS "askedAt", wanted_at AS "wantedAt", finished_at AS "finishedAt",
  platform_code AS "platformCode", platform_message AS "platformMessage", trace_parent AS "traceParent"`;

/**
 * Records a command, or finds the one that this call repeats: the same idempotency key, or the same action that is still running on
 * the order (two clerks at once). `reused` tells that the key belongs to a different call, `running` that the same action is under way
 * with another parcel or refund.
 */
export async function askCommand(client: SqlClient, asked: NewCommand): Promise<StoredCommand | 'reused' | 'running'> {
  const joined = await joinedBy(client, asked);
  if (joined) return joined === 'reused' ? joined : wantAgain(client, joined);
  const id = uuidv7();
  const key = asked.idempotencyKey === null ? `command:${id}` : `caller:${asked.idempotencyKey}`;
  const inserted = await client.query<StoredCommand>(
    `INSERT INTO commands (id, merchant_id, order_id, action, state, input, idempotency_key, actor, trace_parent)
     VALUES ($1, $2, $3, $4, 'asked', $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
    [
      id,
      asked.merchantId,
      asked.orderId,
      asked.action,
      JSON.stringify(asked.input),
      key,
      asked.actor,
      asked.traceParent ?? null,
    ],
  );
  if (inserted.rows[0]) return inserted.rows[0];
  const byKey = await client.query<StoredCommand>(`SELECT ${COLUMNS} FROM commands WHERE idempotency_key = $1`, [key]);
  const known = byKey.rows[0];
  if (known) return callDigest(known) === callDigest(asked) ? wantAgain(client, known) : 'reused';
  const running = await client.query<StoredCommand>(
    `SELECT ${COLUMNS} FROM commands WHERE order_id = $1 AND action = $2 AND state IN ('asked', 'sent', 'unknown')`,
    [asked.orderId, asked.action],
  );
  const [other] = running.rows;
  // It may have finished between the two statements; then there is nothing to join and the command is asked anew.
  if (!other) return askCommand(client, asked);
  if (String(subjectOf(other.input)) !== String(subjectOf(asked.input))) return 'running';
  return join(client, asked, await wantAgain(client, other));
}

/** Somebody stands there and waits for it: what was too old to be done unasked is not any more. */
async function wantAgain(client: SqlClient, command: StoredCommand): Promise<StoredCommand> {
  if (!isOpen(command)) return command;
  await client.query('UPDATE commands SET wanted_at = now() WHERE id = $1', [command.id]);
  return { ...command, wantedAt: new Date() };
}

export function isOpen({ state }: Pick<StoredCommand, 'state'>): boolean {
  return state !== 'done' && state !== 'refused';
}

/** The command that a call with this key has joined, however it ended since. */
async function joinedBy(client: SqlClient, asked: NewCommand): Promise<StoredCommand | 'reused' | null> {
  if (asked.idempotencyKey === null) return null;
  const { rows } = await client.query<StoredCommand & { callDigest: string }>(
    `SELECT ${COLUMNS}, call_digest AS "callDigest"
     FROM (SELECT command_id, call_digest FROM joined_commands WHERE idempotency_key = $1) AS joined
     JOIN commands ON commands.id = joined.command_id`,
    [asked.idempotencyKey],
  );
  if (!rows[0]) return null;
  const { callDigest: digest, ...command } = rows[0];
  return digest === callDigest(asked) ? command : 'reused';
}

/** What a key was used for first, or has joined; null for a new one. */
export async function commandByKey(client: SqlClient, idempotencyKey: string): Promise<StoredCommand | null> {
  const { rows } = await client.query<StoredCommand>(
    `SELECT ${COLUMNS} FROM commands
     WHERE idempotency_key = 'caller:' || $1
        OR id = (SELECT command_id FROM joined_commands WHERE idempotency_key = $1)`,
    [idempotencyKey],
  );
  return rows[0] ?? null;
}

/** Remembers the key of whoever joins, so that a repeat of that call gets the answer of the command that it joined. */
async function join(client: SqlClient, asked: NewCommand, running: StoredCommand): Promise<StoredCommand | 'reused'> {
  if (asked.idempotencyKey === null) return running;
  await client.query(
    `INSERT INTO joined_commands (merchant_id, command_id, idempotency_key, call_digest) VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING`,
    [asked.merchantId, running.id, asked.idempotencyKey, callDigest(asked)],
  );
  return (await joinedBy(client, asked)) ?? running;
}

export async function readCommand(client: SqlClient, commandId: string): Promise<StoredCommand | null> {
  const { rows } = await client.query<StoredCommand>(`SELECT ${COLUMNS} FROM commands WHERE id = $1`, [commandId]);
  return rows[0] ?? null;
}

/** The command that was asked with a key and has not ended. */
export async function openCommandByKey(client: SqlClient, idempotencyKey: string): Promise<string | null> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM commands WHERE idempotency_key = $1 AND state IN ('asked', 'sent', 'unknown')`,
    [`caller:${idempotencyKey}`],
  );
  return rows[0]?.id ?? null;
}

export async function listCommands(client: SqlClient, orderId: string): Promise<StoredCommand[]> {
  const { rows } = await client.query<StoredCommand>(
    `SELECT ${COLUMNS} FROM commands WHERE order_id = $1 ORDER BY asked_at`,
    [orderId],
  );
  return rows;
}

/** Whether an action was ever asked of an order, however it ended. */
export async function hasCommand(client: SqlClient, orderId: string, action: Action): Promise<boolean> {
  const { rows } = await client.query('SELECT FROM commands WHERE order_id = $1 AND action = $2 LIMIT 1', [
    orderId,
    action,
  ]);
  return rows.length > 0;
}

/** Moves a command that is not finished; a finished one stays as it is. */
export async function moveCommand(
  client: SqlClient,
  commandId: string,
  state: CommandState,
  words: { platformCode: string | null; platformMessage: string | null } = {
    platformCode: null,
    platformMessage: null,
  },
): Promise<void> {
  await client.query(
    `UPDATE commands SET state = $2, platform_code = $3, platform_message = $4,
            finished_at = CASE WHEN $2 IN ('done', 'refused') THEN now() END
     WHERE id = $1 AND state NOT IN ('done', 'refused')`,
    [commandId, state, words.platformCode, words.platformMessage?.slice(0, 500) ?? null],
  );
}

/** Ends the commands of an order whose outcome was open and that its news decide. They keep the platform's words about them. */
export async function settleOpenCommands(
  client: SqlClient,
  orderId: string,
  decide: (command: StoredCommand) => 'done' | 'refused' | null,
): Promise<void> {
  const { rows } = await client.query<StoredCommand>(
    `SELECT ${COLUMNS} FROM commands WHERE order_id = $1 AND state = 'unknown'`,
    [orderId],
  );
  for (const command of rows) {
    const { id, platformCode, platformMessage } = command;
    const outcome = decide(command);
    if (outcome === 'done') await moveCommand(client, id, 'done');
    if (outcome === 'refused') await moveCommand(client, id, 'refused', { platformCode, platformMessage });
  }
}

/** What a command is about beside its order: two that differ in it are two, however alike they are. */
function subjectOf({ by, courier, trackingNumber, refundId, text, lines }: CommandDetails): (string | null)[] {
  const goods = lines?.map(({ position, quantity }) => [position, quantity]);
  const more = [text ?? null, goods ? JSON.stringify(goods) : null];
  // Calls that name neither keep the digest that earlier releases have stored.
  return [
    by ?? null,
    courier ?? null,
    trackingNumber ?? null,
    refundId ?? null,
    ...(more.some((one) => one !== null) ? more : []),
  ];
}

function callDigest(call: Pick<NewCommand, 'orderId' | 'action' | 'input'>): string {
  const { reason = null, note = null } = call.input;
  const about = subjectOf(call.input);
  // Calls that name nothing more keep the digest that earlier releases have stored.
  return createHash('sha256')
    .update(
      JSON.stringify([call.orderId, call.action, reason, note, ...(about.some((one) => one !== null) ? about : [])]),
    )
    .digest('hex');
}
