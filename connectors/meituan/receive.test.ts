import { describe, expect, test } from 'vitest';
import type { PushRequest, ReceivedPush } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import { parseConfig } from './config.ts';
import { translate } from './map-order.ts';
import { acknowledge, receive, refuse } from './receive.ts';

const secret = '0123456789abcdef0123456789abcdef';
const config = parseConfig({ app_id: '1001', secret, baseUrl: 'http://127.0.0.1:1' });
const registeredUrl = 'https://hub.example.com/cb/meituan/order/paid';
const wireBody =
  'order_id=1600012345678901234&wm_order_id_view=1600012345678901234&app_poi_code=t_poi_01&status=2&total=35.5&ctime=1700000001&recipient_name=%25E5%25BC%25A0%25E4%25B8%2589%2528%25E5%2585%2588%25E7%2594%259F%2529&caution=%25E5%25B0%2591%25E8%25BE%25A3%2B%25E8%25B0%25A2%25E8%25B0%25A2&detail=%255B%257B%2522app_food_code%2522%253A%2522A-1%2522%252C%2522food_name%2522%253A%2522%25E7%2589%259B%25E8%2582%2589%25E9%259D%25A2%2522%252C%2522sku_id%2522%253A%2522A-1-S%2522%252C%2522quantity%2522%253A1%252C%2522price%2522%253A35.5%257D%255D&extras=%255B%257B%257D%255D&app_id=1001&timestamp=1700000002&sig=e3e96a4588f23eb4680b9000b468d05b';

function push(body: string, change: Partial<PushRequest> = {}): PushRequest {
  return {
    method: 'POST',
    registeredUrl,
    kind: null,
    query: '',
    contentType: 'application/x-www-form-urlencoded',
    headers: {},
    body: Buffer.from(body),
    receivedAt: new Date(1_700_000_005_000),
    ...change,
  };
}

function kindOfError(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ConnectorError) return error.kind;
    throw error;
  }
  return 'none';
}

describe('a Meituan push', () => {
  test('the published callback wm-v3 verifies and becomes an order exact to the fen', () => {
    const received = receive(push(wireBody), config) as ReceivedPush;
    expect(received).toMatchObject({
      kind: 'order-paid',
      variant: 'double',
      platformShopId: 't_poi_01',
      platformOrderId: '1600012345678901234',
    });
    const payload = { method: 'POST', query: '', contentType: null, body: wireBody, variant: 'double' } as const;
    const { snapshot, events } = translate({ kind: received.kind, source: 'push', payload, receivedAt: new Date() });
    expect(snapshot).toMatchObject({
      totalMinor: 3550,
      currency: 'CNY',
      lines: [{ name: '牛肉面', quantity: 1, unitPriceMinor: 3550 }],
    });
    expect(snapshot?.customer).toMatchObject({ name: '张三(先生)', remark: '少辣 谢谢' });
    expect(events.map((event) => event.kind)).toEqual(['placed', 'paid']);
  });

  test.each([
    ['another address', wireBody, { registeredUrl: registeredUrl.replace('https', 'http') }, 'invalid-signature'],
    ['no signature', wireBody.replace(/&sig=.*/, ''), {}, 'invalid-signature'],
    ['a repeated key', `${wireBody}&total=1`, {}, 'malformed'],
  ] as const)('%s is refused', (_, body, change, expected) => {
    expect(kindOfError(() => receive(push(body, change), config))).toBe(expected);
  });

  test("answers are in Meituan's shape", () => {
    expect(JSON.parse(acknowledge().body)).toEqual({ data: 'ok' });
    const refusal = refuse(new ConnectorError('invalid-signature', 'sig does not match'));
    expect(refusal.status).toBe(403);
    expect(JSON.parse(refusal.body)).toEqual({ data: 'ng', error: { code: 703, msg: 'sig does not match' } });
  });
});
