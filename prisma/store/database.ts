import { createHash } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { type Prisma, PrismaClient } from '../generated/client.ts';
import type { Cipher } from './cipher.ts';
import { isConflict } from './database-errors.ts';
import { readTimestamp } from './timestamps.ts';
import { watchedSocket } from './watched-socket.ts';

/** Waiting for a connection longer than this is an answer of 503 instead of a queue that grows. */
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 15_000;
/** The server ends a statement and answers before this, so a longer silence is a dead line. */
const SILENT_MAX_MS = 20_000;

/** How often a transaction is tried when others stand in its way; then the caller is told. */
const CONFLICT_TRIES_MAX = 4;
const CONFLICT_WAIT_MS = 20;

/** The door, the dispatcher and log-in hold few connections; requests and workflows share the rest. */
const SYSTEM_POOL_MAX = 4;
const HINTS_POOL_MAX = 2;

const UUID = /^[0-9a-f-]{36}$/i;

pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, readTimestamp);

export type SqlClient = Pick<pg.ClientBase, 'query'>;
/** A statement with its values -> its rows, whichever of the two ways a transaction goes. */
export type PlainQuery = (text: string, values: unknown[]) => Promise<unknown[]>;
export type PrismaTransaction = Prisma.TransactionClient;
/**
 * Takes a statement that has been sent and is the transaction's last: the COMMIT follows at once instead of a round trip later. For
 * what locks a row that others wait for. Should it fail, nothing is committed and its error is the one to tell.
 */
export type WithCommit = (last: Promise<unknown>) => void;

/**
 * The one way to the database. Requests and workflows go through `withMerchant` or `withMerchantSql`, both under row-level security
 * as role `jiedan_app`; only the door, the dispatcher and log-in use `system`, whose role sees no order.
 */
export interface Database {
  /** One transaction of one merchant, with Prisma's typed calls. */
  withMerchant<T>(merchantId: string, run: (tx: PrismaTransaction) => Promise<T>): Promise<T>;
  /**
   * The same with plain SQL, for the hot paths. With `lock`, transactions with the same text wait for each other: one order has one
   * writer at a time. Like `withMerchant` it runs again after a deadlock, so `run` changes nothing but the database.
   */
  withMerchantSql<T>(
    merchantId: string,
    run: (client: SqlClient, withCommit: WithCommit) => Promise<T>,
    options?: { lock?: string },
  ): Promise<T>;
  /**
   * For reading: all that `ask` asks before it first waits goes in one round trip together with the beginning and the end.
   * What it asks later is refused.
   */
  readOfMerchant<T>(merchantId: string, ask: (client: SqlClient) => Promise<T>): Promise<T>;
  /** The same database for one caller: limited to shops, and with what they do recorded in the transaction that does it. */
  boundTo(binding: Binding): Database;
  /** Crosses merchants: message intake, dispatch, log-in. */
  system: pg.Pool;
  /**
   * As `system`, for leases and wake-up calls: a commit answers before it is on disk, because what a crash loses of it is found again
   * by a sweep. Nothing that anybody was promised goes here.
   */
  hints: pg.Pool;
  cipher: Cipher;
  /** A connection of its own that LISTENs; a broken one is the caller's to open again. */
  connectListener(): Promise<pg.Client>;
  close(): Promise<void>;
}

export interface Binding {
  /** Row-level security hides all other shops and what belongs to them. Null hides none. */
  shopIds: readonly string[] | null;
  record?: {
    /** Runs as the last statement of each transaction. @returns whether it has written something. */
    write(query: PlainQuery): Promise<boolean>;
    /** Told when a transaction in which `write` has written is there for good. */
    committed(): void;
  };
}

export interface DatabaseOptions {
  url: string;
  poolMax: number;
  cipher: Cipher;
  /** Told of errors on idle connections, which must not end the process. */
  onIdleError?: (error: Error) => void;
  /** After how long a silent line counts as dead. */
  silentMaxMs?: number;
}

export function openDatabase(options: DatabaseOptions): Database {
  const { url, poolMax, cipher, silentMaxMs = SILENT_MAX_MS } = options;
  const app = openPool(options, '-c role=jiedan_app', poolMax);
  const system = openPool(options, '-c role=jiedan_system', Math.min(SYSTEM_POOL_MAX, poolMax));
  const hints = openPool(options, '-c role=jiedan_system -c synchronous_commit=off', HINTS_POOL_MAX);
  const prisma = new PrismaClient({ adapter: new PrismaPg(app, { disposeExternalPool: false }) });
  const bind = (binding: Binding): Database => ({
    system,
    hints,
    cipher,
    boundTo: bind,
    withMerchant: async (merchantId, run) => {
      const [result, recorded] = await despiteConflicts(() =>
        prisma.$transaction(
          async (tx) => {
            if (binding.shopIds) await tx.$executeRawUnsafe('SET LOCAL ROLE jiedan_limited');
            await tx.$executeRaw`SELECT set_config('jiedan.merchant_id', ${checkedUuid(merchantId)}, true), set_config('jiedan.shop_ids', ${shopsText(binding)}, true)`;
            const done = await run(tx);
            const written = await binding.record?.write((text, values) =>
              tx.$queryRawUnsafe<unknown[]>(text, ...values),
            );
            return [done, written] as const;
          },
          { maxWait: CONNECT_TIMEOUT_MS, timeout: STATEMENT_TIMEOUT_MS },
        ),
      );
      if (recorded) binding.record?.committed();
      return result;
    },
    withMerchantSql: async (merchantId, run, { lock } = {}) => {
      const [result, recorded] = await despiteConflicts(() =>
        inTransaction(app, beginning(merchantId, binding, lock), async (client) => {
          const last: Promise<unknown>[] = [];
          const done = await run(client, (statement) => last.push(heard(statement)));
          const written = await binding.record?.write(
            async (text, values) => (await client.query(text, values)).rows as unknown[],
          );
          await allOf([...last, client.query('COMMIT')]);
          return [done, written] as const;
        }),
      );
      if (recorded) binding.record?.committed();
      return result;
    },
    readOfMerchant: (merchantId, ask) =>
      despiteConflicts(() =>
        inTransaction(app, beginning(merchantId, binding, undefined), async (client) => {
          let over = false;
          const asked = ask({
            query: ((...statement: Parameters<SqlClient['query']>) => {
              if (over) throw new Error('the transaction is over: ask everything before waiting');
              return client.query(...statement);
            }) as SqlClient['query'],
          });
          over = true;
          const [result] = await allOf([heard(asked), client.query('COMMIT')]);
          return result;
        }),
      ),
    connectListener: () => connectListener(url, silentMaxMs),
    close: async () => {
      await prisma.$disconnect();
      await Promise.all([app.end(), system.end(), hints.end()]);
    },
  });
  return bind({ shopIds: null });
}

/** @param run its first statements go in the round trip of `begin`; it ends with the COMMIT. */
async function inTransaction<T>(pool: pg.Pool, begin: string, run: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    // Should the beginning fail, then inside the transaction that it began, and the server refuses whatever follows up to the ROLLBACK;
    // its error is the one to tell.
    const [, done] = await allOf([client.query(begin), run(client)]);
    return done;
  } catch (error) {
    await client.query('ROLLBACK').catch((rollbackError: Error) => (broken = rollbackError));
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Waits for all, so that nothing is under way any more. @throws what the first of them threw, in their order. */
async function allOf<T extends readonly unknown[]>(promises: { [Index in keyof T]: Promise<T[Index]> }): Promise<T> {
  const settled = await Promise.allSettled(promises);
  for (const one of settled) if (one.status === 'rejected') throw one.reason;
  return settled.map((one) => (one as PromiseFulfilledResult<unknown>).value) as unknown as T;
}

/** A promise that somebody will wait for later: until then its failure is no news. */
function heard<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** One round trip instead of four; ids have been checked to be UUIDs and the lock is a number, so none ends its literal. */
function beginning(merchantId: string, binding: Binding, lock: string | undefined): string {
  const limited = binding.shopIds
    ? `; SET LOCAL ROLE jiedan_limited; SELECT set_config('jiedan.shop_ids', '${shopsText(binding)}', true)`
    : '';
  const locked = lock === undefined ? '' : `; SELECT pg_advisory_xact_lock(${lockNumber(lock)})`;
  return `BEGIN; SELECT set_config('jiedan.merchant_id', '${checkedUuid(merchantId)}', true)${limited}${locked}`;
}

function shopsText({ shopIds }: Binding): string {
  return shopIds ? `{${shopIds.map(checkedUuid).join(',')}}` : '';
}

async function connectListener(url: string, silentMaxMs: number): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    options: '-c role=jiedan_system',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    stream: () => watchedSocket(silentMaxMs),
  });
  client.on('error', () => undefined);
  await client.connect();
  // It may hear nothing for hours and be well: only an answer tells that apart from a dead line.
  const ping = setInterval(() => void client.query('SELECT 1').catch(() => undefined), silentMaxMs / 2);
  client.once('end', () => clearInterval(ping));
  return client;
}

/** @throws what `run` threw last; the caller answers "try again". */
async function despiteConflicts<T>(run: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await run();
    } catch (error) {
      if (!isConflict(error) || tries >= CONFLICT_TRIES_MAX) throw error;
    }
    // Those that met once must not meet again at the same moment.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * CONFLICT_WAIT_MS * 2 ** tries));
  }
}

function openPool(
  { url, onIdleError, silentMaxMs = SILENT_MAX_MS }: DatabaseOptions,
  settings: string,
  max: number,
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    // The role is taken at connect and holds for the whole connection: there is no moment at which a request is its owner.
    options: settings,
    max,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    stream: () => watchedSocket(silentMaxMs),
    // Statements go out without waiting for the answer to the one before; the server still takes them one after another.
    pipeline: true,
  });
  // The pool hears of idle connections only. One that breaks between two statements of a transaction would otherwise be an error that
  // nobody catches, and end the process; its next statement fails all the same.
  pool.on('connect', (client) => client.on('error', (error) => onIdleError?.(error)));
  pool.on('error', (error) => onIdleError?.(error));
  return pool;
}

function lockNumber(text: string): bigint {
  return createHash('sha256').update(text).digest().readBigInt64BE(0);
}

function checkedUuid(id: string): string {
  if (!UUID.test(id)) throw new Error('an id must be a UUID');
  return id;
}
