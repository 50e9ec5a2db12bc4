import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ControlledSandbox, startControlled } from '../../sandbox/sandbox-for-tests.ts';
import { openGate } from '../open-gate-for-tests.ts';
import { TestTokenVault } from '../token-vault-for-tests.ts';
import { parseConfig, type TsccAccess } from './config.ts';
import { meituanTscc } from './index.ts';

const signal = new AbortController().signal;
const granted = { appAuthToken: 'tok_shop_1', refreshToken: 'rt_shop_1' };

let sandbox: ControlledSandbox;
let access: TsccAccess;
beforeAll(async () => {
  sandbox = await startControlled();
  await sandbox.control('PUT', '/meituan-tscc/apps/100000', {
    signKey: 'demoSignKey-01',
    shops: [{ ePoiId: 't_poi_01', name: '面馆', ...granted }],
  });
  access = accessWith({});
});
afterAll(() => sandbox.close());

function accessWith(change: object): TsccAccess {
  const at = { developerId: '100000', signKey: 'demoSignKey-01', baseUrl: `${sandbox.url}/meituan-tscc` };
  const config = parseConfig({ ...at, ...granted, ...change });
  return { config, platformShopId: 't_poi_01', tokens: new TestTokenVault(), gate: openGate };
}
const place = async (body: object = {}) =>
  (await sandbox.control<{ orderId: string }>('POST', '/meituan-tscc/orders', body)).body.orderId;
const about = (platformOrderId: string) => ({ platformOrderId, commandId: 'c1' });
const askedFor = async (orderId: string) =>
  (await sandbox.control<{ calls: unknown[] }>('GET', `/calls?path=waimai/order/queryById&orderId=${orderId}`)).body
    .calls.length;
const told = async (orderId: string) => {
  const message = await meituanTscc.fetchOrder(access, orderId, signal);
  return meituanTscc.translate({ ...message, source: 'pull', receivedAt: new Date() });
};

describe('an order that is asked for', () => {
  test('while parts behind it are missing is asked for again until it is whole', async () => {
    const orderId = await place({ incompleteDetails: 1 });
    const before = await askedFor(orderId);
    expect((await told(orderId)).snapshot?.merchantReceivesMinor).toBeGreaterThan(0);
    expect(await askedFor(orderId)).toBe(before + 2);
  });

  test('three hours after its end has the masked address that Meituan gives, and is understood', async () => {
    const orderId = await place();
    await meituanTscc.commands.accept?.(access, about(orderId), signal);
    await sandbox.control('POST', `/meituan-tscc/orders/${orderId}/complete`, {});
    await sandbox.control('POST', `/meituan-tscc/orders/${orderId}/age`, { hours: 4 });
    const { snapshot, events } = await told(orderId);
    expect(events.at(-1)).toMatchObject({ kind: 'completed', implied: true });
    expect(snapshot?.customer.address).toMatch(/\*{4}$/);
  });
});

test('a shop whose courier is named tells so when an order leaves; one without does not', async () => {
  for (const [courier, name] of [
    [{ courierName: '王师傅', courierPhone: '13800000003' }, '王师傅'],
    [{ courierName: '王师傅' }, ''],
  ] as const) {
    const orderId = await place();
    await meituanTscc.commands.accept?.(access, about(orderId), signal);
    await meituanTscc.commands.ship?.(accessWith(courier), { ...about(orderId), shipment: { by: 'own' } }, signal);
    expect((await told(orderId)).courier?.name ?? '').toBe(name);
  }
});

test('a refusal reaches the customer in words, with the number that Meituan wants', async () => {
  const orderId = await place();
  await meituanTscc.commands.reject?.(access, { ...about(orderId), reason: 'sold_out', note: '' }, signal);
  const truth = await sandbox.control('GET', `/meituan-tscc/orders/${orderId}`);
  expect(JSON.stringify(truth.body)).toMatch(/2009/);
  expect(JSON.stringify(truth.body)).toMatch(/商品已售完/);
});

test('an order that came since the bookmark is found by the next poll', async () => {
  const now = () => new Date(Date.now() + 1_000);
  const first = await meituanTscc.discoverOrders(access, null, now(), signal);
  const later = await place();
  const second = await meituanTscc.discoverOrders(access, first.cursor, now(), signal);
  expect(second.platformOrderIds).toContain(later);
  expect(second.more).toBe(false);
});
