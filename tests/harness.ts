import { randomBytes, randomUUID } from 'node:crypto';
import { WorkflowFailedError, type WorkflowHandle, WorkflowNotFoundError } from '@temporalio/client';
import pg from 'pg';
import { type Logger, pino } from 'pino';
import createClient, { type Client } from 'openapi-fetch';
import { inject } from 'vitest';
import { Access } from '../hub/access.ts';
import { readConfig } from '../hub/config.ts';
import { type ConnectedConfig, type RunningApi, startApi } from '../hub/start-api.ts';
import { readSpec } from '../hub/spec.ts';
import { type RunningWorkerRole, startWorkerRole } from '../hub/start-worker.ts';
import type { components, paths } from '../openapi/generated/schema.ts';
import { registerWithSandbox, seedMeituanShop, seedMerchant, type SeededShop } from '../prisma/seed.ts';
import { createCipher } from '../prisma/store/cipher.ts';
import { type Database, openDatabase } from '../prisma/store/database.ts';
import { hashToken, newToken, type Role } from '../prisma/store/identities.ts';
import { insertPerson } from '../prisma/store/people.ts';
import { startSession } from '../prisma/store/sessions.ts';
import { startSandbox } from '../sandbox/server.ts';
import { openTemporal } from '../workflows/client.ts';
import { pollWorkflowId } from '../workflows/sync/sync.messages.ts';
import { TEMPLATE } from './global-setup.ts';

export type Sandbox = Awaited<ReturnType<typeof startSandbox>>;
export type ApiClient = Client<paths>;
export type OrderDetail = components['schemas']['OrderDetail'];

export interface World {
  config: ConnectedConfig;
  database: Database;
  api: RunningApi;
  sandbox: Sandbox;
  merchantId: string;
  shop: SeededShop;
  login: { email: string; password: string };
  /** The API as an owner with a key. */
  owner: ApiClient;
  /** A client of any role. */
  as(role: Role, merchantId?: string): Promise<ApiClient>;
  /** The order as the API tells the owner of it now; null when there is none. */
  look(platformOrderId: string): Promise<OrderDetail | null>;
  /** Waits for the order, and for what is to be true of it. */
  find(platformOrderId: string, when?: (order: OrderDetail) => boolean): Promise<OrderDetail>;
  /** Asks the sandbox's control port. @throws on a refusal. */
  control<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
  startWorker(): Promise<RunningWorkerRole>;
  /** One tick of the clock that polls every shop. A poll before it ends first, as it nearly always has after a minute. */
  poll(): Promise<void>;
  /** The clock of the first worker; its other ticks are given by hand. */
  schedule(): RunningWorkerRole['schedule'];
  close(): Promise<void>;
}

/** Says nothing unless TEST_LOG asks for it. */
export const silent: Logger = pino({ level: process.env.TEST_LOG ?? 'silent' });

/**
 * A database of its own on the run's server.
 * @param template of what it starts with: the tables, or nothing at all.
 * @param tablespace where it lies, when not where all others do.
 */
export async function createDatabase(
  template = TEMPLATE,
  tablespace = 'pg_default',
): Promise<{ url: string; drop(): Promise<void> }> {
  const serverUrl = inject('databaseUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${template} TABLESPACE ${tablespace}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`) };
}

/** The whole product on real parts, with a merchant, a Meituan shop and the platform: a journey may begin. */
/** @param temporalAddress another Temporal server than the run's, for example one that skips time. */
export async function createWorld({
  worker = true,
  temporalAddress = inject('temporalAddress'),
}: { worker?: boolean; temporalAddress?: string } = {}): Promise<World> {
  const own = await createDatabase();
  const sandbox = await startSandbox({ port: 0, controlPort: 0 });
  const secretKey = randomBytes(32).toString('base64');
  const config: ConnectedConfig = {
    ...readConfig({
      PORT: '0',
      LOG_LEVEL: 'silent',
      JIEDAN_VALIDATE_ANSWERS: 'true',
      POLL_CRON: 'off',
      SWEEP_CRON: 'off',
      OUTGOING_ALLOWED_HOSTS: '127.0.0.1',
      TEMPORAL_TASK_QUEUE: `test-${randomUUID()}`,
      SANDBOX_URL: sandbox.url,
    }),
    secretKey,
    databaseUrl: own.url,
    temporalAddress,
  };
  const database = openDatabase({ url: own.url, poolMax: 4, cipher: createCipher(Buffer.from(secretKey, 'base64')) });
  const api = await startApi(config, silent);
  const login = { email: `${randomUUID()}@test.example`, password: 'a password of a test' };
  const merchantId = await seedMerchant(database, { id: randomUUID(), name: '测试商家', login });
  const shop = await seedMeituanShop(database, merchantId, {
    connectionId: randomUUID(),
    shopId: randomUUID(),
    appId: '1001',
    code: 't_poi_01',
    name: '测试门店',
    sandboxUrl: sandbox.url,
  });
  await registerWithSandbox({ hubUrl: api.url, sandboxControlUrl: sandbox.controlUrl }, shop);
  const workers: RunningWorkerRole[] = [];
  const startWorker = async () => {
    const running = await startWorkerRole(config, silent);
    workers.push(running);
    return running;
  };
  const firstWorker = worker ? await startWorker() : undefined;
  const as = async (role: Role, ofMerchant = merchantId) =>
    clientWithKey(api.url, await createKey(database, ofMerchant, role));
  const owner = await as('owner');
  const look = async (platformOrderId: string): Promise<OrderDetail | null> => {
    const { data } = await owner.GET('/orders', { params: { query: { platformOrderId } } });
    const orderId = data?.items[0]?.id;
    if (orderId === undefined) return null;
    return (await owner.GET('/orders/{orderId}', { params: { path: { orderId } } })).data ?? null;
  };
  const schedule = () => {
    if (!firstWorker) throw new Error('this world has no worker');
    return firstWorker.schedule;
  };
  const endPolls = async () => {
    const temporal = openTemporal(config.temporalAddress, config.temporalNamespace);
    const { data } = await owner.GET('/shops');
    for (const { id } of data?.items ?? []) await endOf(temporal.client.workflow.getHandle(pollWorkflowId(id)));
    await temporal.close();
  };
  return {
    config,
    database,
    api,
    sandbox,
    merchantId,
    shop,
    login,
    owner,
    as,
    look,
    find: (platformOrderId, when = () => true) =>
      eventually(async () => {
        const order = await look(platformOrderId);
        return order && when(order) ? order : null;
      }),
    control: (method, path, body) => control(sandbox.controlUrl, method, path, body),
    startWorker,
    poll: async () => {
      await endPolls();
      await schedule().pollAll();
    },
    schedule,
    close: async () => {
      await Promise.all(workers.map((running) => running.close()));
      await sandbox.close();
      await api.close();
      await database.close();
      await own.drop();
    },
  };
}

/** However it ends, and also when there never was one. */
async function endOf(workflow: WorkflowHandle): Promise<void> {
  await workflow.result().catch((error: unknown) => {
    if (!(error instanceof WorkflowNotFoundError || error instanceof WorkflowFailedError)) throw error;
  });
}

export function clientWithKey(hubUrl: string, key: string): ApiClient {
  return createClient<paths>({ baseUrl: `${hubUrl}/api/v1`, headers: { authorization: `Bearer ${key}` } });
}

/** Another merchant in the same database, for what must not be seen. */
export async function createMerchant(database: Database): Promise<string> {
  const login = { email: `${randomUUID()}@test.example`, password: 'a password of a test' };
  return seedMerchant(database, { id: randomUUID(), name: '别家', login });
}

/** Asks until the answer is there. @throws after `timeoutMs` with the last answer. */
export async function eventually<T>(ask: () => Promise<T | undefined | null | false>, timeoutMs = 20_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${ask.toString().slice(0, 200)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** An API key of a merchant. */
export async function createKey(database: Database, merchantId: string, role: Role): Promise<string> {
  const key = newToken('jd_');
  const keyHash = new Uint8Array(hashToken(key));
  await database.withMerchant(merchantId, (tx) =>
    tx.apiKey.create({ data: { merchantId, name: `test ${role}`, role, keyHash } }),
  );
  return key;
}

/** Somebody who works for a merchant, logged in. @returns their access token. */
export async function createPerson(
  database: Database,
  merchantId: string,
  role: Role,
  shopIds: string[] | null = null,
): Promise<{ personId: string; token: string }> {
  const email = `${randomUUID()}@test.example`;
  return database.withMerchantSql(merchantId, async (client) => {
    const personId = await insertPerson(client, { merchantId, email, name: `test ${role}`, role, shopIds });
    if (!personId) throw new Error('the person was not made');
    const { familyId } = await startSession(client, { id: personId, merchant: { id: merchantId } });
    const access = new Access(database, readSpec()['x-scopes']);
    return { personId, token: access.issueToken({ id: personId }, familyId) };
  });
}

async function control<T>(controlUrl: string, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${controlUrl}${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
