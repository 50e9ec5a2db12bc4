import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { findFreePort } from '../hub/embedded/free-port.ts';
import { registerWithSandbox, seedMeituanShop, seedMerchant, type SeededShop } from '../prisma/seed.ts';
import { createCipher } from '../prisma/store/cipher.ts';
import { type Database, openDatabase } from '../prisma/store/database.ts';
import { startSandbox } from '../sandbox/server.ts';
import { type CuttableLine, openLine } from './cuttable-line.ts';
import { brokenInvariants } from './faults/invariants.ts';
import { Random } from './faults/random.ts';
import { TEMPLATE } from './global-setup.ts';
import {
  type ApiClient,
  clientWithKey,
  createDatabase,
  createKey,
  eventually,
  type OrderDetail,
  type Sandbox,
} from './harness.ts';
import { type PushAnswer, sendPush } from './meituan-push.ts';
import { type RoleProcess, startRole } from './role-process.ts';

export const PATIENCE_MS = 60_000;

export interface HouseOptions {
  /** Another Temporal server than the run's. */
  temporalAddress?: string;
  /** More for both processes. */
  env?: Record<string, string>;
  /** Another address for the world than the api's own. */
  publicUrl?: (apiUrl: string) => Promise<string>;
  /** Where the database lies, when not where all others do. */
  tablespace?: string;
  /** Where the code of both processes lies, when it is not this one. */
  folder?: string | undefined;
}

/**
 * A hub in processes of its own that may be killed, behind lines that may be cut, with a platform beside it. Where a fault strikes is
 * drawn: the same FAULT_SEED strikes at the same place.
 */
export class FaultHouse {
  readonly seed = Number(process.env.FAULT_SEED ?? randomInt(1_000_000));
  readonly random = new Random(this.seed);
  api!: RoleProcess;
  worker!: RoleProcess;

  private constructor(
    /** Of the server's superuser, past the line. */
    readonly owner: pg.Client,
    /** The test's own eyes, past the line. */
    readonly database: Database,
    readonly sandbox: Sandbox,
    readonly merchantId: string,
    readonly shop: SeededShop,
    readonly toPostgres: CuttableLine,
    readonly toTemporal: CuttableLine,
    readonly env: Record<string, string>,
    /** Where the platform pushes to, and where people ask. */
    readonly hubUrl: string,
    /** The API as the owner of the shop. */
    readonly client: ApiClient,
    private readonly dropDatabase: () => Promise<void>,
  ) {}

  static async open({
    temporalAddress = inject('temporalAddress'),
    env = {},
    publicUrl,
    tablespace,
    folder,
  }: HouseOptions = {}) {
    const own = await createDatabase(TEMPLATE, tablespace);
    const direct = new URL(own.url);
    const toPostgres = await openLine({ host: direct.hostname, port: Number(direct.port) });
    const [temporalHost = '', temporalPort = ''] = temporalAddress.split(':');
    const toTemporal = await openLine({ host: temporalHost, port: Number(temporalPort) });
    const secretKey = randomBytes(32).toString('base64');
    const database = openDatabase({ url: own.url, poolMax: 4, cipher: createCipher(Buffer.from(secretKey, 'base64')) });
    const owner = new pg.Client({ connectionString: own.url });
    await owner.connect();
    const sandbox = await startSandbox({ port: 0, controlPort: 0 });
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
    const port = await findFreePort();
    const apiUrl = `http://127.0.0.1:${port}`;
    const hubUrl = (await publicUrl?.(apiUrl)) ?? apiUrl;
    await registerWithSandbox({ hubUrl, sandboxControlUrl: sandbox.controlUrl }, shop);
    const throughLine = new URL(own.url);
    throughLine.host = `${toPostgres.host}:${toPostgres.port}`;
    const house = new FaultHouse(
      owner,
      database,
      sandbox,
      merchantId,
      shop,
      toPostgres,
      toTemporal,
      {
        DATABASE_URL: throughLine.href,
        TEMPORAL_ADDRESS: `${toTemporal.host}:${toTemporal.port}`,
        TEMPORAL_TASK_QUEUE: `faults-${randomUUID()}`,
        JIEDAN_SECRET_KEY: secretKey,
        PUBLIC_URL: hubUrl,
        PORT: String(port),
        POLL_CRON: 'off',
        SWEEP_CRON: 'off',
        OUTGOING_ALLOWED_HOSTS: '127.0.0.1',
        ...env,
      },
      hubUrl,
      clientWithKey(hubUrl, await createKey(database, merchantId, 'owner')),
      own.drop,
    );
    console.info(`FAULT_SEED=${house.seed}`);
    [house.api, house.worker] = await Promise.all([
      startRole('api', house.env, [], folder),
      startRole('worker', house.env, [], folder),
    ]);
    return house;
  }

  async close(): Promise<void> {
    await Promise.all([this.api.kill(), this.worker.kill()]);
    await this.sandbox.close();
    await this.database.close();
    await this.owner.end();
    await Promise.all([this.toPostgres.close(), this.toTemporal.close()]);
    await this.dropDatabase();
  }

  /** Asks the sandbox's control port. @throws on a refusal. */
  async control<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(this.sandbox.controlUrl + path, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** Customers order at the platform, which pushes. */
  async place(count = 1, more: Record<string, unknown> = {}): Promise<string[]> {
    const body = { count, seed: this.random.whole(1_000_000), ...more };
    return (await this.control<{ orderIds: string[] }>('POST', '/meituan/orders', body)).orderIds;
  }

  /** The platform tries a refused push again after minutes; from now on sooner, so that tests end. */
  async pushAgainEvery(ms: number): Promise<void> {
    const { appId, code, name, secret, connectionId } = this.shop;
    await this.control('PUT', `/meituan/apps/${appId}`, {
      secret,
      shops: [{ appPoiCode: code, name }],
      callbacks: { default: `${this.hubUrl}/webhooks/meituan/${connectionId}` },
      push: { retryDelaysMs: [ms], retryEveryMs: ms },
    });
  }

  /** A push of a platform that is not the sandbox. */
  push(params: Record<string, string>, secret = this.shop.secret): Promise<PushAnswer> {
    return sendPush(params, { url: `${this.hubUrl}/webhooks/meituan/${this.shop.connectionId}`, secret });
  }

  /** The order as the hub shows it; null while it is not there or the hub is away. */
  async look(platformOrderId: string) {
    const answer = await this.client.GET('/orders', { params: { query: { platformOrderId } } }).catch(() => null);
    return answer?.data?.items[0] ?? null;
  }

  find(platformOrderId: string) {
    return eventually(() => this.look(platformOrderId), PATIENCE_MS);
  }

  /** The whole order, as soon as it is there and as `when` wants it. */
  findWhole(platformOrderId: string, when: (order: OrderDetail) => unknown = () => true): Promise<OrderDetail> {
    return eventually(async () => {
      const orderId = (await this.look(platformOrderId))?.id;
      if (orderId === undefined) return null;
      const answer = await this.client.GET('/orders/{orderId}', { params: { path: { orderId } } }).catch(() => null);
      return answer?.data && when(answer.data) ? answer.data : null;
    }, 2 * PATIENCE_MS);
  }

  /** What happened to an order, as its timeline tells it. */
  async events(platformOrderId: string): Promise<string[]> {
    const { events } = await this.findWhole(platformOrderId);
    return events.map(({ kind, outcome }) => `${kind} ${outcome}`);
  }

  accept(orderId: string, key: string) {
    const params = { path: { orderId }, header: { 'Idempotency-Key': key } };
    return this.client.POST('/orders/{orderId}/accept', { params });
  }

  /** How often the platform was asked something about an order. */
  async asked(platformOrderId: string, path: string): Promise<number> {
    return (await this.control<{ calls: unknown[] }>('GET', `/calls?orderId=${platformOrderId}&path=${path}`)).calls
      .length;
  }

  /** Until hub and platform agree on every order, none twice and no command doubled. @throws with what is still broken. */
  async settled(timeoutMs = PATIENCE_MS): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const broken = await brokenInvariants({ api: this.client, control: this.control.bind(this) }).catch(
        (error: unknown) => [String(error)],
      );
      if (broken.length === 0) return;
      if (Date.now() > deadline) throw new Error(`seed ${this.seed}: ${broken.slice(0, 10).join('; ')}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
