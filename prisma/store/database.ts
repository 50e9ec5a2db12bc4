import { createHash } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { type Prisma, PrismaClient } from '../generated/client.ts';
import type { Cipher } from './cipher.ts';

/** Waiting for a connection longer than this is an answer of 503 instead of a queue that grows. */
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 15_000;

/** The door, the dispatcher and log-in hold few connections; requests and workflows share the rest. */
const SYSTEM_POOL_MAX = 4;

const UUID = /^[0-9a-f-]{36}$/i;

export type SqlClient = Pick<pg.ClientBase, 'query'>;
export type PrismaTransaction = Prisma.TransactionClient;

/**
 * The one way to the database. Requests and workflows go through `withMerchant` or `withMerchantSql`, both under row-level security
 * as role `jiedan_app`; only the door, the dispatcher and log-in use `system`, whose role sees no order.
 */
export interface Database {
  /** One transaction of one merchant, with Prisma's typed calls. */
  withMerchant<T>(merchantId: string, run: (tx: PrismaTransaction) => Promise<T>): Promise<T>;
  /** The same with plain SQL, for the hot paths. */
  /** With `lock`, transactions with the same text wait for each other: one order has one writer at a time. */
  withMerchantSql<T>(
    merchantId: string,
    run: (client: SqlClient) => Promise<T>,
    options?: { lock?: string },
  ): Promise<T>;
  /** Crosses merchants: message intake, dispatch, log-in. */
  system: pg.Pool;
  cipher: Cipher;
  /** A connection of its own that LISTENs; a broken one is the caller's to open again. */
  connectListener(): Promise<pg.Client>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  url: string;
  poolMax: number;
  cipher: Cipher;
  /** Told of errors on idle connections, which must not end the process. */
  onIdleError?: (error: Error) => void;
}

export function openDatabase({ url, poolMax, cipher, onIdleError }: DatabaseOptions): Database {
  const app = openPool(url, 'jiedan_app', poolMax, onIdleError);
  const system = openPool(url, 'jiedan_system', Math.min(SYSTEM_POOL_MAX, poolMax), onIdleError);
  const prisma = new PrismaClient({ adapter: new PrismaPg(app, { disposeExternalPool: false }) });
  return {
    system,
    cipher,
    withMerchant: (merchantId, run) =>
      prisma.$transaction(
        async (tx) => {
          await tx.$executeRaw`SELECT set_config('jiedan.merchant_id', ${checkedUuid(merchantId)}, true)`;
          return run(tx);
        },
        { maxWait: CONNECT_TIMEOUT_MS, timeout: STATEMENT_TIMEOUT_MS },
      ),
    withMerchantSql: async (merchantId, run, { lock } = {}) => {
      const client = await app.connect();
      let broken: Error | undefined;
      try {
        // One round trip instead of three; the id has been checked to be a UUID and the lock is a number, so neither ends its literal.
        const locked = lock === undefined ? '' : `; SELECT pg_advisory_xact_lock(${lockNumber(lock)})`;
        await client.query(
          `BEGIN; SELECT set_config('jiedan.merchant_id', '${checkedUuid(merchantId)}', true)${locked}`,
        );
        const result = await run(client);
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await client.query('ROLLBACK').catch((rollbackError: Error) => (broken = rollbackError));
        throw error;
      } finally {
        client.release(broken);
      }
    },
    connectListener: async () => {
      const client = new pg.Client({ connectionString: url, options: '-c role=jiedan_system', keepAlive: true });
      client.on('error', () => undefined);
      await client.connect();
      return client;
    },
    close: async () => {
      await prisma.$disconnect();
      await Promise.all([app.end(), system.end()]);
    },
  };
}

function openPool(url: string, role: string, max: number, onIdleError?: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    // The role is taken at connect and holds for the whole connection: there is no moment at which a request is its owner.
    options: `-c role=${role}`,
    max,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    keepAlive: true,
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
  if (!UUID.test(id)) throw new Error('a merchant id must be a UUID');
  return id;
}
