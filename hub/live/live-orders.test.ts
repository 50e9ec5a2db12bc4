import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedMeituanShop, seedMerchant } from '../../prisma/seed.ts';
import { ORDERS_CHANNEL } from '../../prisma/store/notify.ts';
import { createWorld, eventually, type World } from '../../tests/harness.ts';
import { paidOrder, sendPush } from '../../tests/meituan-push.ts';
import { applyToOrder } from '../../tests/trial-database.ts';

let world: World;
let token: string;
beforeAll(async () => {
  world = await createWorld();
  token = await logIn(world.login);
});
afterAll(() => world.close());

async function logIn(login: World['login']): Promise<string> {
  const response = await fetch(`${world.api.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(login),
  });
  return ((await response.json()) as { accessToken: string }).accessToken;
}

interface LiveEvent {
  event: string;
  id: string;
  data: {
    order?: { id: string; platformOrderId: string; state: string };
    counts?: Record<string, number>;
    kinds?: string[];
  };
}

interface Stream {
  events: LiveEvent[];
  /** The first event that fits, already there or still to come. */
  next(fits: (event: LiveEvent) => boolean): Promise<LiveEvent>;
  leave(): void;
}

/** Reads server-sent events as a browser does. */
async function watch(lastEventId?: string, bearer = token): Promise<Stream> {
  const abort = new AbortController();
  const response = await fetch(`${world.api.url}/api/v1/live`, {
    headers: {
      authorization: `Bearer ${bearer}`,
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
    signal: abort.signal,
  });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  expect(response.headers.get('x-accel-buffering')).toBe('no');
  const events: LiveEvent[] = [];
  const read = async () => {
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk as Uint8Array).toString('utf8');
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
        if (field('data') !== '') {
          events.push({ event: field('event'), id: field('id'), data: JSON.parse(field('data')) as LiveEvent['data'] });
        }
      }
    }
  };
  read().catch(() => undefined);
  return {
    events,
    next: (fits) => eventually(() => Promise.resolve(events.find(fits))),
    leave: () => abort.abort(),
  };
}

const place = async (body: Record<string, unknown> = {}) =>
  (await world.control<{ orderId: string }>('POST', '/meituan/orders', body)).orderId;
const ofOrder = (platformOrderId: string) => (event: LiveEvent) =>
  event.data.order?.platformOrderId === platformOrderId;
const sequences = (stream: Stream) =>
  stream.events.filter(({ event }) => event === 'order').map(({ id }) => Number(id));

describe('the page that is open', () => {
  test('sees a new order arrive by itself, with what happened and the new counts', async () => {
    const stream = await watch();
    try {
      const ready = await stream.next(({ event }) => event === 'ready');
      expect(ready.data).toEqual({});
      const { data: before } = await world.owner.GET('/orders/counts');
      const orderId = await place({ recipient: { name: '李雷', phone: '13812345678', address: '南京西路 1 号' } });
      const { data } = await stream.next(ofOrder(orderId));
      expect(data).toMatchObject({ order: { state: 'paid', customerPhone: '138****5678' }, kinds: ['placed', 'paid'] });
      expect(data.counts?.not_accepted).toBe((before?.not_accepted ?? 0) + 1);
      expect(JSON.stringify(stream.events)).not.toContain('13812345678');
    } finally {
      stream.leave();
    }
  });

  test('sees what a colleague accepts', async () => {
    const orderId = await place();
    const stream = await watch();
    try {
      const order = await eventually(async () => {
        const { data } = await world.owner.GET('/orders', { params: { query: { platformOrderId: orderId } } });
        return data?.items[0];
      });
      await world.owner.POST('/orders/{orderId}/accept', { params: { path: { orderId: order.id } } });
      const { data } = await stream.next((event) => event.data.order?.state === 'accepted' && ofOrder(orderId)(event));
      expect(data.kinds).toContain('accepted');
    } finally {
      stream.leave();
    }
  });

  test('that was away for a while misses nothing and sees nothing twice', async () => {
    const first = await watch();
    const before = await place();
    const seen = await first.next(ofOrder(before));
    first.leave();
    const missed = [await place(), await place(), await place()];
    await eventually(async () => {
      const { data } = await world.owner.GET('/orders', { params: { query: { limit: 3 } } });
      return missed.every((id) => data?.items.some(({ platformOrderId }) => platformOrderId === id));
    });
    const back = await watch(seen.id);
    try {
      for (const id of missed) await back.next(ofOrder(id));
      const now = await place();
      await back.next(ofOrder(now));
      for (const id of [...missed, now]) expect(back.events.filter(ofOrder(id))).toHaveLength(1);
      expect(back.events.filter(ofOrder(before)).every(({ id }) => Number(id) > Number(seen.id))).toBe(true);
      const ids = sequences(back);
      expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
    } finally {
      back.leave();
    }
  });

  test('that was away too long, or knows a future that never was, is told to read its lists again', async () => {
    const platformOrderId = await place();
    const { rows } = await sequenceOf(async () => {
      for (let round = 0; round < 260; round += 1) {
        await applyToOrder(world.database, world, `old-${round}`, ['placed', 'paid']);
      }
    });
    expect(Number(rows[0]?.event_sequence)).toBeGreaterThan(500);
    for (const id of ['0', '999999999']) {
      const stream = await watch(id);
      try {
        const reset = await stream.next(({ event }) => event === 'reset');
        expect(reset.id).toBe(stream.events[0]?.id);
        const later = await place();
        await stream.next(ofOrder(later));
        expect(stream.events.some(ofOrder(platformOrderId))).toBe(false);
      } finally {
        stream.leave();
      }
    }
  });

  test('of another merchant sees none of it', async () => {
    const stranger = await strangerStream();
    const own = await watch();
    try {
      const orderId = await place();
      await own.next(ofOrder(orderId));
      // The stranger's own event comes after, so everything that could have leaked would be there by now.
      await stranger.change();
      await stranger.stream.next(ofOrder('a stranger’s'));
      expect(stranger.stream.events.map(({ data }) => data.order?.platformOrderId).filter(Boolean)).toEqual([
        'a stranger’s',
      ]);
    } finally {
      own.leave();
      stranger.stream.leave();
    }
  });

  test('that is closed is forgotten, also when it leaves while it is being opened', async () => {
    const gauge = async () =>
      /^jiedan_live_streams (\d+)$/m.exec(await (await fetch(`${world.api.url}/metrics`)).text())?.[1];
    await eventually(async () => (await gauge()) === '0');
    const open = await watch();
    expect(await gauge()).toBe('1');
    open.leave();
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const abort = new AbortController();
        const request = fetch(`${world.api.url}/api/v1/live`, {
          headers: { authorization: `Bearer ${token}` },
          signal: abort.signal,
        });
        setTimeout(() => abort.abort(), index % 10);
        await request.catch(() => undefined);
        abort.abort();
      }),
    );
    await eventually(async () => (await gauge()) === '0');
  });

  test.each(['abc', '-1', '1e3', '1'.repeat(19)])('that sends the bookmark %s is told that it is none', async (id) => {
    const response = await fetch(`${world.api.url}/api/v1/live`, {
      headers: { authorization: `Bearer ${token}`, 'last-event-id': id },
    });
    expect([response.status, await response.json()]).toMatchObject([400, { type: '/problems/invalid-request' }]);
  });

  test('of nobody is refused', async () => {
    const response = await fetch(`${world.api.url}/api/v1/live`);
    expect([response.status, await response.json()]).toMatchObject([401, { type: '/problems/unauthenticated' }]);
  });
});

/** Another merchant of the same database, with a page open. */
async function strangerStream() {
  const login = { email: `${randomUUID()}@test.example`, password: 'a password of a test' };
  const merchantId = await seedMerchant(world.database, { id: randomUUID(), name: '别家', login });
  const shop = await seedMeituanShop(world.database, merchantId, {
    connectionId: randomUUID(),
    shopId: randomUUID(),
    appId: '1001',
    code: 't_poi_01',
    name: '别家门店',
    sandboxUrl: 'http://127.0.0.1:1',
  });
  return {
    stream: await watch(undefined, await logIn(login)),
    change: async () => {
      await applyToOrder(world.database, { merchantId, shop }, 'a stranger’s', ['placed', 'paid']);
      await world.database.system.query('SELECT pg_notify($1, $2)', [ORDERS_CHANNEL, merchantId]);
    },
  };
}

async function sequenceOf(run: () => Promise<void>) {
  await run();
  const owner = new pg.Client({ connectionString: world.config.databaseUrl });
  await owner.connect();
  try {
    return await owner.query<{ event_sequence: string }>(
      'SELECT event_sequence FROM merchant_counters WHERE merchant_id = $1',
      [world.merchantId],
    );
  } finally {
    await owner.end();
  }
}

test('a message that cannot be applied is told at once, with the new count', async () => {
  const stream = await watch();
  await stream.next(({ event }) => event === 'ready');
  // The first look of the stream has counted before anything is parked.
  await world.control('POST', '/meituan/orders', {});
  await stream.next(({ event }) => event === 'order');
  const url = `${world.api.url}/webhooks/meituan/${world.shop.connectionId}`;
  const answer = await sendPush(paidOrder({ app_poi_code: 'nobody_knows_me' }), { url, secret: world.shop.secret });
  expect(answer.body).toEqual({ data: 'ok' });
  const told = await stream.next(({ event }) => event === 'parked');
  expect(told.data).toMatchObject({ parked: 1 });
  stream.leave();
});
