import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ControlledSandbox, startControlled } from '../../sandbox/sandbox-for-tests.ts';
import type { CommandInputs } from '../contract.ts';
import { openGate } from '../open-gate-for-tests.ts';
import { TestTokenVault } from '../token-vault-for-tests.ts';
import { commands } from './commands.ts';
import { type MiniProgramAccess, parseConfig } from './config.ts';

const APPID = 'wx0123456789abcdef';
const SECRET = '5ecre75ecre7';
const never = new AbortController().signal;
let sandbox: ControlledSandbox;
let access: MiniProgramAccess;
beforeAll(async () => {
  sandbox = await startControlled();
  await sandbox.control('PUT', `/wechat-mini-program/apps/${APPID}`, { secret: SECRET, name: '小程序' });
  access = accessOf({ sender_mobile: '13800008000' });
});
afterAll(() => sandbox.close());

function accessOf(more: object): MiniProgramAccess {
  const baseUrl = `${sandbox.url}/wechat-mini-program`;
  const config = parseConfig({ appid: APPID, secret: SECRET, token: 'hubToken2024', baseUrl, ...more });
  return { config, platformShopId: APPID, tokens: new TestTokenVault(), gate: openGate };
}
const place = async () =>
  ((await sandbox.control('POST', '/wechat-mini-program/orders', { push: false })).body as { orderId: string }).orderId;
const held = async (orderId: string) =>
  (await sandbox.control('GET', `/wechat-mini-program/orders/${orderId}`)).body as {
    shipping: { finishCount: number; items: { trackingNo: string; contact: { consignor: string } }[] };
  };
const parcel = (trackingNumber: string): CommandInputs['ship']['shipment'] => {
  return { by: 'courier', courier: 'shunfeng', trackingNumber };
};
const ship = (orderId: string, shipment: CommandInputs['ship']['shipment'], by = access) =>
  commands.ship?.(by, { platformOrderId: orderId, commandId: 'c1', shipment }, never);

test('what was told before is a success when it is the same, and uses no chance', async () => {
  const orderId = await place();
  await ship(orderId, parcel('SF1'));
  await ship(orderId, parcel('SF1'));
  expect((await held(orderId)).shipping).toMatchObject({ finishCount: 1, items: [{ trackingNo: 'SF1' }] });
});

test('a wrong number is corrected once, and then WeChat refuses in its own words', async () => {
  const orderId = await place();
  await ship(orderId, parcel('SF1'));
  const correct = (trackingNumber: string) => {
    const waybill = { courier: 'yuantong', trackingNumber } as const;
    return commands.change_waybill?.(access, { platformOrderId: orderId, commandId: 'c2', waybill }, never);
  };
  await correct('YT2');
  expect((await held(orderId)).shipping).toMatchObject({ finishCount: 2, items: [{ trackingNo: 'YT2' }] });
  await expect(correct('YT3')).rejects.toMatchObject({ kind: 'rejected', platformCode: '10060003' });
});

test('顺丰 gets four digits of the shop’s phone and never more; without a phone nothing is asked', async () => {
  const orderId = await place();
  await expect(ship(orderId, parcel('SF1'), accessOf({}))).rejects.toMatchObject({ kind: 'rejected' });
  await ship(orderId, parcel('SF1'));
  expect((await held(orderId)).shipping.items[0]?.contact.consignor).toBe('138****8000');
});
