import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { businessDay, PLATFORM_ZONE } from '../../domain/business-day.ts';
import { registerWithSandbox } from '../../prisma/seed.ts';
import { FaultHouse, PATIENCE_MS } from '../fault-house.ts';
import { eventually } from '../harness.ts';

/** Two seconds stand for the two minutes between polls, one in five for one push in twenty. */
const POLL_MS = 2_000;

let house: FaultHouse;
beforeAll(async () => {
  house = await FaultHouse.open({ env: { POLL_CRON: `*/${POLL_MS / 1000} * * * * *` } });
}, 180_000);
afterAll(() => house.close());
afterEach(() => house.control('POST', '/pushes/settings', {}));

async function missedPushes(): Promise<number> {
  // The meter gives a push two minutes to arrive; they are over when the orders are that old.
  await house.owner.query(`UPDATE orders SET created_at = created_at - interval '3 minutes'`);
  const { data } = await house.client.GET('/shops');
  return data?.items[0]?.sync.missedPushes ?? -1;
}

describe('what the platform does not tell, is found', () => {
  test('a part of the pushes is lost: two polls find every order, and the gap meter falls to zero again', async () => {
    await house.control('POST', '/pushes/settings', { drop: 0.2, seed: house.seed });
    const ids = await house.place(40);
    const polls = new Set<number>();
    await eventually(async () => {
      polls.add(await polledAt());
      // The first one seen had ended before.
      return polls.size === 3;
    }, PATIENCE_MS);
    expect(await unheardOf(ids)).toEqual([]);
    await house.control('POST', '/pushes/settings', {});
    await Promise.all(ids.map((id) => house.find(id)));
    const missed = await missedPushes();
    expect(missed).toBeGreaterThan(0);
    expect(missed).toBeLessThan(40);
    // Their next push tells of them.
    for (const id of ids) await house.control('POST', `/meituan/orders/${id}/rider`, { status: 10 });
    await eventually(async () => (await missedPushes()) === 0, PATIENCE_MS);
    await house.settled();
  });

  test('push and poll bring the same orders at the same moment: each thing happens once', async () => {
    await house.control('POST', '/pushes/settings', {
      seed: house.seed,
      delayMs: POLL_MS / 2,
      duplicate: 0.3,
      reorder: 0.3,
      reorderWithinMs: POLL_MS,
    });
    const ids = await house.place(30);
    const cancelled = ids.filter(() => house.random.chance(0.3));
    for (const id of cancelled) await house.control('POST', `/meituan/orders/${id}/cancel`, { by: 'user' });
    await house.settled();
    for (const id of ids.slice(0, 8)) {
      const applied = (await house.events(id)).filter((event) => event.endsWith(' applied'));
      expect([...new Set(applied)]).toEqual(applied);
      expect(applied.includes('cancelled applied')).toBe(cancelled.includes(id));
    }
  });
});

/** What may happen to an order at its platform; what makes no sense any more is refused there. */
const HAPPENINGS: readonly [string, object][] = [
  ['pay', {}],
  ['rider', { status: 10 }],
  ['rider', { status: 20 }],
  ['rider', { status: 40 }],
  ['refund', {}],
  ['refund', { step: 'withdraw' }],
  ['refund', { step: 'merchant-agree' }],
  ['refund', { step: 'merchant-reject' }],
  ['complete', {}],
  ['cancel', { by: 'user' }],
];

test('forty random lives whose news come late, twice and in any order end as the platform has them', async () => {
  await house.control('POST', '/pushes/settings', { drop: 1, seed: house.seed });
  const ids: string[] = [];
  for (let life = 0; life < 40; life += 1) {
    const [id = ''] = await house.place(1, { state: house.random.pick(['placed', 'paid', 'accepted']) });
    ids.push(id);
    for (let step = 0; step < 6; step += 1) {
      const [path, body] = house.random.pick(HAPPENINGS);
      await refused(house.control('POST', `/meituan/orders/${id}/${path}`, body));
    }
  }
  await house.control('POST', '/pushes/settings', {});
  const news: { orderId: string; index: number }[] = [];
  for (const orderId of ids) {
    const { pushes } = await house.control<{ pushes: unknown[] }>('GET', `/pushes?orderId=${orderId}`);
    for (const index of pushes.keys()) {
      news.push({ orderId, index });
      if (house.random.chance(0.3)) news.push({ orderId, index });
    }
  }
  const sent = news.map((one) => ({ one, at: house.random.next() })).sort((a, b) => a.at - b.at);
  for (const { one } of sent) await house.control('POST', '/pushes/replay', one);
  expect(sent.length).toBeGreaterThan(100);
  await house.settled();
});

/** When the last poll reached the newest order. */
async function polledAt(): Promise<number> {
  const { rows } = await house.owner.query<{ polled_at: Date | null }>('SELECT polled_at FROM sync_cursors');
  return rows[0]?.polled_at?.getTime() ?? 0;
}

/** Orders of which no message is stored. */
async function unheardOf(ids: readonly string[]): Promise<string[]> {
  const { rows } = await house.owner.query<{ id: string }>(
    `SELECT asked.id FROM unnest($1::text[]) AS asked(id)
     WHERE NOT EXISTS (SELECT FROM inbound_messages m WHERE m.platform_order_id = asked.id)`,
    [ids],
  );
  return rows.map(({ id }) => id);
}

describe('clocks that differ', () => {
  const cancelPush = (order_id: string, skewMinutes: number) =>
    house.push({
      order_id,
      app_poi_code: house.shop.code,
      reason_code: '1102',
      reason: '不想要了',
      deal_op_type: '1',
      timestamp: String(Math.floor(Date.now() / 1000 + skewMinutes * 60)),
    });
  const skew = async () =>
    Number(
      /jiedan_platform_clock_skew_seconds\{platform="meituan"\} (\S+)/.exec(
        await (await fetch(`${house.hubUrl}/metrics`)).text(),
      )?.[1],
    );

  test('the platform is ten minutes behind or ahead: its pushes count, and the operator is warned', async () => {
    const ids = await house.place(2);
    for (const id of ids) await house.find(id);
    await house.control('POST', '/pushes/settings', { drop: 1 });
    for (const [index, minutes] of [-9.8, 9.8].entries()) {
      const id = ids[index] ?? '';
      await house.control('POST', `/meituan/orders/${id}/cancel`, { by: 'user' });
      expect(await cancelPush(id, minutes)).toMatchObject({ status: 200 });
      expect(Math.round((await skew()) / 6)).toBe(minutes * 10);
      await eventually(async () => (await house.look(id))?.state === 'cancelled', PATIENCE_MS);
    }
    expect(house.api.output()).toContain('the clock of the platform and ours differ');
    await house.settled();
  });

  test('further apart its pushes are refused and counted, the alarm says why, and the comparison finds what they told', async () => {
    const [id = ''] = await house.place();
    await house.find(id);
    await house.control('POST', '/pushes/settings', { drop: 1 });
    await house.control('POST', `/meituan/orders/${id}/cancel`, { by: 'user' });
    for (const minutes of [-11, 11, -60, 60]) {
      expect(await cancelPush(id, minutes)).toMatchObject({ status: 403, body: { data: 'ng', error: { code: 703 } } });
      expect(Math.round((await skew()) / 60)).toBe(minutes);
    }
    expect((await house.look(id))?.state).toBe('paid');
    const today = businessDay(new Date(), PLATFORM_ZONE);
    await house.client.POST('/sync-runs', { body: { shopId: house.shop.shopId, fromDay: today, toDay: today } });
    await house.settled();
  });
});

test('the secret is changed while orders flow: none is lost, and the old one is worth nothing when the overlap ends', async () => {
  const newSecret = `changed-${house.seed}-abcdef`;
  const change = (overlapSeconds: number) =>
    house.client.POST('/connections/{connectionId}/credentials', {
      params: { path: { connectionId: house.shop.connectionId } },
      body: { credentials: { secret: newSecret }, overlapSeconds },
    });
  expect((await change(600)).response.status).toBe(200);
  const before = await house.place(5);
  for (const id of before) await house.find(id);
  await registerWithSandbox(
    { hubUrl: house.hubUrl, sandboxControlUrl: house.sandbox.controlUrl },
    { ...house.shop, secret: newSecret },
  );
  const [after = ''] = await house.place(5);
  const order = await house.find(after);
  expect((await house.accept(order.id, 'with-the-new-secret')).response.status).toBe(200);
  await house.settled();
  // The same once more makes the new secret the old one, too; what was before is over at once.
  await change(0);
  const status = async () => (await house.push({ order_id: after, app_poi_code: house.shop.code, status: '2' })).status;
  await eventually(async () => (await status()) === 403);
});

/** What a clerk presses, once an order has come so far. */
const raced = {
  accept: async (id: string) => {
    const { id: orderId } = await house.find(id);
    return (key: string) => house.accept(orderId, key);
  },
  ship: async (id: string) => {
    const { id: orderId } = await house.find(id);
    expect((await house.accept(orderId, `first-${orderId}`)).response.status).toBe(200);
    return (key: string) =>
      house.client.POST('/orders/{orderId}/ship', {
        params: { path: { orderId }, header: { 'Idempotency-Key': key } },
        body: { by: 'own' },
      });
  },
};

test.each(['accept', 'ship'] as const)(
  '%s, cancel and refund at the same moment: one legal end, and whoever lost is told why',
  async (action) => {
    const ids = await house.place(12, { logisticsCode: '0000' });
    const presses = await Promise.all(ids.map(raced[action]));
    const results = await Promise.all(
      ids.map(async (id, index) => {
        const acts = [
          () => presses[index]?.(`race-${action}-${id}`),
          () => refused(house.control('POST', `/meituan/orders/${id}/cancel`, { by: 'user' })),
          () => refused(house.control('POST', `/meituan/orders/${id}/refund`, {})),
        ];
        const shift = house.random.whole(3);
        const ended = await Promise.all([...acts.slice(shift), ...acts.slice(0, shift)].map(async (act) => act()));
        return ended.find((one) => typeof one === 'object');
      }),
    );
    for (const answer of results) {
      expect([200, 202, 409]).toContain(answer?.response.status);
      if (answer?.response.status !== 409) continue;
      const told = answer.error as { reasonCode?: string; platformMessage?: string };
      expect(told.reasonCode ?? told.platformMessage).toBeTruthy();
    }
    await house.settled();
  },
);

/** What a platform may do to a call that acts, as the sandbox plays it. */
const TROUBLES = [
  { act: 'status', status: 429, retryAfter: 1, times: 2 },
  { act: 'status', status: 500, times: 1 },
  { act: 'status', status: 500, times: 1, actFirst: true },
  { act: 'html', times: 1 },
  { act: 'html', times: 1, actFirst: true },
  { act: 'half', times: 1 },
  { act: 'reset-after-acting', times: 1 },
  { act: 'slow', delayMs: 700, times: 1 },
];

test('the platform slows us down, breaks, answers nonsense or acts and says nothing: every accept is done once', async () => {
  const ids = await house.place(TROUBLES.length);
  const orders = await Promise.all(ids.map((id) => house.find(id)));
  for (const [index, trouble] of TROUBLES.entries()) {
    const fault = { platform: 'meituan', path: 'order/confirm', orderId: ids[index], ...trouble };
    await house.control('POST', '/faults', fault);
  }
  await Promise.all(
    orders.map(async (order) => {
      const key = `trouble-${order.id}`;
      await eventually(async () => (await house.accept(order.id, key)).response.status === 200, PATIENCE_MS);
    }),
  );
  expect((await house.control<{ faults: unknown[] }>('GET', '/faults')).faults).toEqual([]);
  await house.settled();
});

const refused = (act: Promise<unknown>): Promise<boolean> =>
  act.then(
    () => false,
    () => true,
  );
