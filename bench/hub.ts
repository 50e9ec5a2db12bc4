import { randomBytes, randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { migrate } from '../prisma/migrate.ts';
import { DEMO_SHOPS, type SeededShop, seedMerchant, seedShop } from '../prisma/seed.ts';
import { createCipher } from '../prisma/store/cipher.ts';
import { openDatabase } from '../prisma/store/database.ts';
import { hashToken, newToken } from '../prisma/store/identities.ts';
import { POLL_WORKFLOW, pollWorkflowId, type ShopRef } from '../workflows/sync/sync.messages.ts';
import type { PushTarget } from './pushes.ts';
import type { BenchProcess, BenchServers } from './servers.ts';

/** A hub as the product runs it, in a database of its own with one merchant and one shop. */
export interface BenchHub {
  api: BenchProcess;
  /** Absent for figures that end at the ack. */
  worker: BenchProcess | undefined;
  target: PushTarget;
  shop: SeededShop;
  merchantId: string;
  databaseUrl: string;
  /** In base64. */
  secretKey: string;
  /** Of the owner. */
  login: Login;
  /** An owner's key for the API. */
  apiKey: string;
  /** @returns how many messages are stored, and how many of them wait. */
  countMessages(): Promise<{ stored: number; waiting: number }>;
  /** Past the product, to arrange what would take hours to happen. */
  sql(text: string, values?: unknown[]): Promise<void>;
  /** What a tick of the clock starts. */
  startPoll(): Promise<void>;
  end(): Promise<void>;
}

/** Nobody listens there; the door must not need it. */
const NO_TEMPORAL = '127.0.0.1:9';
const NO_PLATFORM = 'http://127.0.0.1:9';

interface Login {
  email: string;
  password: string;
}

export interface HubOptions {
  worker: boolean;
  /** Where the platform is, for figures in which it is called. */
  sandboxUrl?: string;
  /** Of its shop; the first platform when left out. */
  platform?: SeededShop['platform'];
}

export async function startHub(
  servers: BenchServers,
  { worker, sandboxUrl = NO_PLATFORM, platform = 'meituan' }: HubOptions,
): Promise<BenchHub> {
  const databaseUrl = await servers.createDatabase();
  await migrate(databaseUrl);
  const secretKey = randomBytes(32).toString('base64');
  const seeded = await seed(databaseUrl, secretKey, sandboxUrl, platform);
  const environment = {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: worker ? (await servers.temporal()).address : NO_TEMPORAL,
    TEMPORAL_TASK_QUEUE: `bench-${randomUUID()}`,
    JIEDAN_SECRET_KEY: secretKey,
    JIEDAN_DATA: servers.folder,
    HOST: '127.0.0.1',
    PORT: '0',
    PUBLIC_URL: '',
    // Nothing ticks in the middle of a measurement.
    POLL_CRON: 'off',
    SWEEP_CRON: 'off',
  };
  const [api, workerProcess] = await Promise.all([
    servers.start('hub/server.ts', { ...environment, JIEDAN_ROLE: 'api' }),
    worker ? servers.start('hub/server.ts', { ...environment, JIEDAN_ROLE: 'worker' }) : undefined,
  ]);
  const client = new pg.Client({ connectionString: databaseUrl });
  // A run that fails stops the server under this connection; the failure is what should be read.
  client.on('error', () => undefined);
  await client.connect();
  return {
    api,
    worker: workerProcess,
    target: { ...targetOf(seeded.shop), hubUrl: `http://127.0.0.1:${api.port}` },
    shop: seeded.shop,
    merchantId: seeded.ref.merchantId,
    databaseUrl,
    secretKey,
    login: seeded.login,
    apiKey: seeded.apiKey,
    countMessages: async () => {
      const { rows } = await client.query<{ stored: number; waiting: number }>(
        `SELECT (count(*) + coalesce(sum(repeat_count), 0))::int AS stored, (count(*) FILTER (WHERE state = 'waiting'))::int AS waiting FROM inbound_messages`,
      );
      return rows[0] ?? { stored: 0, waiting: 0 };
    },
    sql: async (text, values = []) => {
      await client.query(text, values);
    },
    startPoll: async () => {
      const connection = await Connection.connect({ address: environment.TEMPORAL_ADDRESS });
      const options = { workflowId: pollWorkflowId(seeded.ref.shopId), taskQueue: environment.TEMPORAL_TASK_QUEUE };
      await new Client({ connection }).workflow.execute(POLL_WORKFLOW, { ...options, args: [seeded.ref] });
      await connection.close();
    },
    end: async () => {
      await client.end();
      await Promise.all([api.end(), workerProcess?.end()]);
    },
  };
}

function targetOf({ connectionId, appId, secret, code }: SeededShop): Omit<PushTarget, 'hubUrl'> {
  return { connectionId, appId, secret, shopCode: code };
}

async function seed(
  databaseUrl: string,
  secretKey: string,
  sandboxUrl: string,
  platform: SeededShop['platform'],
): Promise<{ shop: SeededShop; login: Login; apiKey: string; ref: ShopRef }> {
  const database = openDatabase({
    url: databaseUrl,
    poolMax: 2,
    cipher: createCipher(Buffer.from(secretKey, 'base64')),
  });
  try {
    const login = { email: `${randomUUID()}@bench.example`, password: randomUUID() };
    const merchantId = await seedMerchant(database, { id: randomUUID(), name: '麦香烘焙', login });
    const demo = DEMO_SHOPS.find((shop) => shop.platform === platform);
    if (!demo) throw new Error(`there is no demo shop on ${platform}`);
    const ids = { connectionId: randomUUID(), shopId: randomUUID() };
    const shop = await seedShop(database, merchantId, { ...demo, ...ids, sandboxUrl });
    const apiKey = newToken('jd_');
    const keyHash = new Uint8Array(hashToken(apiKey));
    await database.withMerchant(merchantId, (tx) =>
      tx.apiKey.create({ data: { merchantId, name: 'bench', role: 'owner', keyHash } }),
    );
    return { shop, login, apiKey, ref: { merchantId, shopId: shop.shopId } };
  } finally {
    await database.close();
  }
}
