import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../hub/config.ts';
import { type EmbeddedTemporal, startTemporal } from '../../hub/embedded/temporal.ts';
import { CoalescedNotify, ORDERS_CHANNEL } from '../../prisma/store/notify.ts';
import { createOrderActivities } from '../../workflows/order/order.activities.ts';
import { FaultHouse, PATIENCE_MS } from '../fault-house.ts';
import { eventually } from '../harness.ts';

/** Six seconds stand for the five minutes in which a shop accepts. */
const DEADLINE_SECONDS = 6;

let dataDir: string;
let temporal: EmbeddedTemporal;
let house: FaultHouse;
const start = () => startTemporal({ dataDir, cacheDir: readConfig().cacheDir });

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'jiedan-test-'));
  temporal = await start();
  house = await FaultHouse.open({ temporalAddress: temporal.address });
  await house.owner.query('ALTER TABLE shops DROP CONSTRAINT shops_accept_deadline_seconds');
}, 180_000);
afterAll(async () => {
  await house.close();
  await temporal.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const deadline = (seconds: number, then: 'accept' | 'remind') =>
  house.owner.query('UPDATE shops SET accept_deadline_seconds = $1, on_accept_deadline = $2', [seconds, then]);
const TIMERS = ['accept_half', 'accept_urgent', 'accept_over'];

test('Temporal is killed while deadlines run: each timer fires once, and each order is accepted once', async () => {
  await deadline(DEADLINE_SECONDS, 'accept');
  const ids = await house.place(8);
  for (const id of ids) await house.find(id);
  const address = temporal.address;
  process.kill(temporal.pid, 'SIGKILL');
  await temporal.stop();
  const [late = ''] = await house.place();
  // Down over the first timer or over all of them.
  const downMs = (0.5 + house.random.next() * 0.6) * DEADLINE_SECONDS * 1000;
  const upAt = Date.now() + downMs;
  await eventually(() => Promise.resolve(Date.now() >= upAt), PATIENCE_MS);
  temporal = await start();
  expect(temporal.address).toBe(address);
  for (const id of [...ids, late]) {
    const events = await eventually(async () => {
      const seen = await house.events(id);
      return seen.includes('accepted applied') && seen;
    }, PATIENCE_MS);
    for (const timer of TIMERS) expect(events.filter((event) => event.startsWith(timer))).toHaveLength(1);
    expect(await house.asked(id, 'order/confirm')).toBe(1);
  }
  await house.settled();
});

test('the hub’s clock jumps an hour ahead, back, and ahead again: no timer fires a second time', async () => {
  await deadline(1800, 'remind');
  const [id = ''] = await house.place();
  await house.find(id);
  const changed = new CoalescedNotify(house.database.system, ORDERS_CHANNEL, () => undefined);
  const activities = createOrderActivities(house.database, changed);
  const order = { merchantId: house.merchantId, shopId: house.shop.shopId, platformOrderId: id };
  const HOUR_MS = 3_600_000;
  for (const jump of [HOUR_MS, -HOUR_MS, 0, HOUR_MS]) await activities.fireTimers(order, Date.now() + jump);
  await changed.settled();
  const events = await house.events(id);
  for (const timer of TIMERS) expect(events.filter((event) => event.startsWith(timer))).toHaveLength(1);
  await house.settled();
});
