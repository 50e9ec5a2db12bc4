import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registerWithSandbox, seedShop, type SeedablePlatform } from '../../prisma/seed.ts';
import { createWorld, type OrderDetail, type World } from '../harness.ts';

interface Channel {
  platform: SeedablePlatform;
  appId: string;
  code: string;
  /** The call that ships some lines. */
  call: string;
  /** How many parcels the platform knows of, and the numbers of its lines. */
  parcels: (truth: Truth) => number;
  lines: (truth: Truth) => (string | number)[];
}

/** What the sandboxes tell of an order; each has some of it. */
interface Truth {
  status: string | number;
  shipments?: unknown[];
  parcels?: unknown[];
  items: { oid?: string; subOrderId?: number }[];
}

const channels: Channel[] = [
  {
    platform: 'youzan',
    appId: '7f3a0c11d2e84b5a90',
    code: '10086001',
    call: 'youzan.logistics.online.confirm',
    parcels: ({ shipments = [] }) => shipments.length,
    lines: ({ items }) => items.map(({ oid = '' }) => oid),
  },
  {
    platform: 'weidian',
    appId: '6291307',
    code: '1731204988',
    call: 'vdian.order.deliver.split',
    parcels: ({ parcels = [] }) => parcels.length,
    lines: ({ items }) => items.map(({ subOrderId = 0 }) => subOrderId),
  },
];

const PARCEL = { by: 'courier', courier: 'zhongtong', trackingNumber: '75123456789012' } as const;

let world: World;
beforeAll(async () => {
  world = await createWorld();
  for (const { platform, appId, code } of channels) {
    const shop = await seedShop(world.database, world.merchantId, {
      platform,
      connectionId: randomUUID(),
      shopId: randomUUID(),
      appId,
      code,
      name: '杂货铺',
      sandboxUrl: world.sandbox.url,
    });
    await registerWithSandbox({ hubUrl: world.api.url, sandboxControlUrl: world.sandbox.controlUrl }, shop);
  }
});
afterAll(() => world.close());

describe.each(channels)('on $platform, an order of three goods', ({ platform, code, call, parcels, lines }) => {
  const items = ['帆布包', '手机链', '明信片'].map((name) => ({ name, quantity: 2, priceYuan: '12.00' }));
  const place = async () => {
    const { orderId } = await world.control<{ orderId: string }>('POST', `/${platform}/orders`, { shop: code, items });
    return world.find(orderId, ({ state }) => state === 'accepted');
  };
  const there = (order: OrderDetail) => world.control<Truth>('GET', `/${platform}/orders/${order.platformOrderId}`);
  const shipPart = (order: OrderDetail, places: number[], key: string = randomUUID()) =>
    world.owner.POST('/orders/{orderId}/ship-part', {
      params: { path: { orderId: order.id }, header: { 'Idempotency-Key': key } },
      body: { lineIds: places.map((place) => order.lines[place - 1]?.id ?? ''), shipment: PARCEL },
    });
  const leftOf = (order: OrderDetail) => order.lines.map(({ shipped }) => shipped === true);
  const may = (order: OrderDetail, action: string) => order.allowedActions.find((one) => one.action === action);

  test('leaves in two parcels: what is still here stays to be shipped, and no line leaves twice', async () => {
    const order = await place();
    expect((await shipPart(order, [1, 3])).data?.order).toMatchObject({ fulfilment: 'shipping', partlyShipped: true });
    const partly = await world.find(order.platformOrderId, ({ partlyShipped }) => partlyShipped);
    expect(leftOf(partly)).toEqual([true, false, true]);
    expect(partly.events.find(({ kind }) => kind === 'part_shipped')?.detail).toMatchObject({
      lines: '帆布包 ×2、明信片 ×2',
      trackingNumber: PARCEL.trackingNumber,
    });
    expect([may(partly, 'ship'), may(partly, 'ship_part')]).toMatchObject([
      { allowed: false, reasonCode: 'partly_shipped' },
      { allowed: true },
    ]);
    expect((await shipPart(partly, [1])).error).toMatchObject({ status: 409, reasonCode: 'already_shipped' });
    expect(parcels(await there(order))).toBe(1);
    expect((await shipPart(partly, [2])).data?.command.state).toBe('done');
    const whole = await world.find(order.platformOrderId, ({ partlyShipped }) => !partlyShipped);
    expect(leftOf(whole)).toEqual([true, true, true]);
    expect(may(whole, 'ship_part')).toMatchObject({ allowed: false, reasonCode: 'already_shipped' });
    const truth = await there(order);
    expect(parcels(truth)).toBe(2);
    expect(['WAIT_BUYER_CONFIRM_GOODS', '30']).toContain(String(truth.status));
  });

  test('leaves once when the same call comes twice, and when the answer of the platform is lost', async () => {
    const order = await place();
    await world.control('POST', '/faults', { platform, path: call, act: 'reset-after-acting' });
    const key = randomUUID();
    const answers = await Promise.all([shipPart(order, [2], key), shipPart(order, [2], key)]);
    for (const { response } of answers) expect([200, 202]).toContain(response.status);
    const partly = await world.find(order.platformOrderId, ({ commands }) =>
      commands.every(({ state }) => state === 'done'),
    );
    expect(leftOf(partly)).toEqual([false, true, false]);
    expect(parcels(await there(order))).toBe(1);
  });

  test('of which some left by the hands of somebody at the platform shows which', async () => {
    const order = await place();
    const [first] = lines(await there(order));
    await world.control('POST', `/${platform}/orders/${order.platformOrderId}/ship`, { oids: [String(first)] });
    const partly = await world.find(order.platformOrderId, ({ partlyShipped }) => partlyShipped);
    expect([partly.fulfilment, partly.phase, ...leftOf(partly)]).toEqual([
      'shipping',
      'in_progress',
      true,
      false,
      false,
    ]);
  });

  test('is not shipped by lines that it does not have', async () => {
    const order = await place();
    const other = await place();
    const { error } = await world.owner.POST('/orders/{orderId}/ship-part', {
      params: { path: { orderId: order.id } },
      body: { lineIds: [other.lines[0]?.id ?? ''], shipment: PARCEL },
    });
    expect(error).toMatchObject({ status: 400, type: '/problems/invalid-request' });
  });
});
