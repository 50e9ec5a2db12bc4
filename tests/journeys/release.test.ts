import { randomUUID } from 'node:crypto';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFreePort } from '../../hub/embedded/free-port.ts';
import { seedMeituanShop } from '../../prisma/seed.ts';
import { type Balancer, openBalancer } from '../balancer.ts';
import { FaultHouse, PATIENCE_MS } from '../fault-house.ts';
import { clientWithKey, createKey, createMerchant, eventually } from '../harness.ts';
import { type EarlierRelease, openEarlierRelease } from '../earlier-release.ts';
import { paidOrder } from '../meituan-push.ts';
import { type RoleProcess, startRole } from '../role-process.ts';

let balancer: Balancer;
let earlier: EarlierRelease | undefined;
let house: FaultHouse;
const started: RoleProcess[] = [];

beforeAll(async () => {
  balancer = await openBalancer();
  earlier = await openEarlierRelease();
  house = await FaultHouse.open({
    folder: earlier?.folder,
    publicUrl: async (apiUrl) => {
      balancer.add(apiUrl);
      return balancer.url;
    },
  });
}, 300_000);
afterAll(async () => {
  await Promise.all(started.map((role) => role.kill()));
  await house.close();
  await balancer.close();
  await earlier?.remove();
});

/**
 * Customers go on ordering, and a clerk accepts what comes, one press after another, until told to stop. The next order comes when the
 * one before is in the list: what is watched is the change, not how much a small machine can take.
 * @returns what was ordered.
 */
function keepOrdering(): () => Promise<string[]> {
  const ids: string[] = [];
  const answers: number[] = [];
  let going = true;
  let press: Promise<unknown> | undefined;
  const running = (async () => {
    while (going) {
      const [id = ''] = await house.place();
      ids.push(id);
      const order = await house.find(id);
      press ??= house.accept(order.id, randomUUID()).then(({ response }) => {
        answers.push(response.status);
        press = undefined;
      });
      await new Promise((resolve) => setTimeout(resolve, 20 + house.random.whole(60)));
    }
  })();
  return async () => {
    going = false;
    await running;
    await press;
    // Presses are handed over like pushes: none may hear of the change.
    expect(answers.length).toBeGreaterThan(3);
    for (const status of answers) expect([200, 202]).toContain(status);
    return ids;
  };
}

/**
 * The first generation is the earlier release where the checkout has its history, else this code; it meets the tables of today. Under
 * its feet the schema moves forward once more, as any migration of ours may: a column, a table and an index more.
 */
const FORWARD_MIGRATION = `
  ALTER TABLE orders ADD COLUMN of_tomorrow text NOT NULL DEFAULT 'x';
  ALTER TABLE inbound_messages ADD COLUMN of_tomorrow integer;
  CREATE TABLE of_tomorrow (id uuid PRIMARY KEY DEFAULT uuidv7(), merchant_id uuid NOT NULL);
  CREATE INDEX orders_of_tomorrow ON orders (of_tomorrow)`;

test('a release is put out while orders flow: old and new work side by side, nobody is refused, nothing is lost', async () => {
  console.info(`the first generation is ${earlier ? 'the earlier release' : 'this code: the checkout has no history'}`);
  const before = balancer.statuses.length;
  const stop = keepOrdering();
  await eventually(async () => ((await house.client.GET('/orders')).data?.items.length ?? 0) >= 3, PATIENCE_MS);
  await house.owner.query(FORWARD_MIGRATION);
  const port = await findFreePort();
  const [newApi, newWorker] = await Promise.all([
    startRole('api', { ...house.env, PORT: String(port) }),
    startRole('worker', house.env),
  ]);
  started.push(newApi, newWorker);
  balancer.add(`http://127.0.0.1:${port}`);
  // Both generations serve for a while, with orders that either of the workers may go on with.
  const both = balancer.statuses.length;
  await eventually(async () => balancer.statuses.length > both + 30, PATIENCE_MS);
  expect(await Promise.all([house.api.stop(), house.worker.stop()])).toEqual([0, 0]);
  balancer.remove(`http://127.0.0.1:${house.env.PORT}`);
  const alone = balancer.statuses.length;
  await eventually(async () => balancer.statuses.length > alone + 10, PATIENCE_MS);
  const ids = await stop();
  await house.settled();
  expect(ids.length).toBeGreaterThan(10);
  expect(balancer.statuses.slice(before).filter((status) => status >= 500)).toEqual([]);
  [house.api, house.worker] = [newApi, newWorker];
});

/** 12,000 stand for a million: what is held at a time is one page in either case. */
const ROWS = 12_000;
const PAGE = 100;
/** The rows of a third of the pages, were they kept, would be twice as much. */
const GROWTH_MAX_MB = 3.2;
const INTAKE_P95_MAX_MS = 1_000;

describe('while others order, memory stays level and pushes are acked in time when somebody', () => {
  let apiUrl: string;
  let key: string;
  beforeAll(async () => {
    const [sample = ''] = await house.place();
    await house.find(sample);
    const merchantId = await createMerchant(house.database);
    const shop = await seedMeituanShop(house.database, merchantId, {
      connectionId: randomUUID(),
      shopId: randomUUID(),
      appId: '2002',
      code: 'other',
      name: '大店',
      sandboxUrl: house.sandbox.url,
    });
    await copyOrders(sample, merchantId, shop.shopId);
    // Of its own, and collecting its garbage to the end each time: what is left is what is held.
    const port = await findFreePort();
    started.push(await startRole('api', { ...house.env, PORT: String(port) }, ['--gc-global']));
    apiUrl = `http://127.0.0.1:${port}`;
    balancer.add(apiUrl);
    key = await createKey(house.database, merchantId, 'owner');
  }, 120_000);

  /** @param read answers how many orders it has read, and looks at the memory every now and then. */
  async function expectLevel(read: (look: () => Promise<void>) => Promise<number>): Promise<void> {
    const acks: number[] = [];
    let reading = true;
    const ordering = (async () => {
      while (reading) {
        const from = performance.now();
        const answer = await house.push(paidOrder());
        acks.push(performance.now() - from);
        expect(answer.status).toBe(200);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    })();
    const memory: number[] = [];
    const orders = await read(async () => void memory.push(await heldMb(apiUrl))).finally(() => (reading = false));
    await ordering;
    expect(orders).toBe(ROWS);
    // The first third warms up.
    const third = Math.floor(memory.length / 3);
    const growth = Math.min(...memory.slice(-third)) - Math.min(...memory.slice(third, 2 * third));
    const p95 = acks.sort((a, b) => a - b)[Math.floor(acks.length * 0.95)] ?? Number.POSITIVE_INFINITY;
    console.info(`held memory grew by ${growth.toFixed(1)} MB, ${acks.length} acks, p95 ${p95.toFixed(0)} ms`);
    expect(growth).toBeLessThan(GROWTH_MAX_MB);
    expect(p95).toBeLessThan(INTAKE_P95_MAX_MS);
  }

  test('reads every order to the end', async () => {
    const reader = clientWithKey(apiUrl, key);
    await expectLevel(async (look) => {
      const seen = new Set<string>();
      let cursor: string | undefined;
      do {
        const query = { limit: PAGE, ...(cursor ? { cursor } : {}) };
        const { data } = await reader.GET('/orders', { params: { query } });
        for (const { id } of data?.items ?? []) seen.add(id);
        await look();
        cursor = data?.nextCursor ?? undefined;
      } while (cursor);
      return seen.size;
    });
  });

  test.each(['csv', 'xlsx'])('exports them all as %s', async (format) => {
    await expectLevel(async (look) => {
      const response = await fetch(`${apiUrl}/api/v1/orders/export?format=${format}`, {
        headers: { authorization: `Bearer ${key}` },
      });
      const chunks: Uint8Array[] = [];
      // A compressed sheet comes in few pieces, and what is on its way at one moment says little: it is looked at all the time.
      let coming = true;
      const looking = (async () => {
        while (coming) await look();
      })();
      for await (const chunk of response.body ?? []) {
        chunks.push(chunk);
        await look();
      }
      coming = false;
      await looking;
      const file = Buffer.concat(chunks);
      const sheet = format === 'csv' ? file : unzipSync(file)['xl/worksheets/sheet1.xml'];
      return (
        Buffer.from(sheet ?? [])
          .toString('utf8')
          .split('大店').length - 1
      );
    });
  });
});

/** Makes a big shop out of one order, past the product: what matters is how much there is to read. */
async function copyOrders(sample: string, merchantId: string, shopId: string): Promise<void> {
  await house.owner.query(
    `INSERT INTO orders
     SELECT (jsonb_populate_record(o, jsonb_build_object('id', uuidv7(), 'merchant_id', $2::uuid, 'shop_id', $3::uuid, 'number', n,
               'platform_order_id', (7000000000000000000 + n)::text, 'placed_at', o.placed_at - n * interval '1 minute'))).*
     FROM orders o, generate_series(1, $4::int) AS n WHERE o.platform_order_id = $1`,
    [sample, merchantId, shopId, ROWS],
  );
}

async function heldMb(apiUrl: string): Promise<number> {
  const text = await (await fetch(`${apiUrl}/metrics`)).text();
  const of = (name: string) => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
  return (of('nodejs_heap_size_used_bytes') + of('nodejs_external_memory_bytes')) / 1024 / 1024;
}
