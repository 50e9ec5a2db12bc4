import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { PushRequest } from '../contract.ts';
import { describeConnector } from '../conformance.ts';
import type { OrderSketch, SandboxOrder, SignedHow } from '../conformance-subject.ts';
import { orderStatuses, refundStatuses } from './documented-statuses-for-tests.ts';
import { errorCases } from './documented-codes-for-tests.ts';
import { meituan } from './index.ts';

const SECRET = '0123456789abcdef0123456789abcdef';
const ADDRESS = 'https://hub.example.com/webhooks/meituan/c1';
const NOW = new Date('2026-03-01T02:20:31Z');
const ORDER = '9223372036854775000';

type Params = Readonly<Record<string, string>>;
type Encoding = (value: string) => string;
const once: Encoding = encodeURIComponent;
const twice: Encoding = (value) => once(once(value));

/** The documents' rule (A2) once more, so that the connector does not check itself. */
function signatureOf(url: string, params: Params, secret: string): string {
  const pairs = Object.keys(params).filter((key) => key !== 'sig');
  const text = pairs.sort().map((key) => `${key}=${params[key]}`);
  return createHash('md5')
    .update(`${url}?${text.join('&')}${secret}`)
    .digest('hex');
}

interface How {
  kind?: string | undefined;
  method?: 'GET' | 'POST';
  encode?: Encoding;
  secret?: string | undefined;
  receivedAt?: Date;
}

function push(
  params: Params,
  { kind, method = 'POST', encode = twice, secret = SECRET, receivedAt }: How = {},
): PushRequest {
  const registeredUrl = kind ? `${ADDRESS}/${kind}` : ADDRESS;
  const all: Params = { app_id: '1001', timestamp: seconds(NOW), ...params };
  const pairs = Object.entries({ ...all, sig: signatureOf(registeredUrl, all, secret) });
  const text = pairs.map(([key, value]) => `${key}=${encode(value)}`).join('&');
  const asQuery = method === 'GET';
  return {
    method,
    registeredUrl,
    kind: kind ?? null,
    query: asQuery ? text : '',
    contentType: asQuery ? null : 'application/x-www-form-urlencoded',
    headers: {},
    body: Buffer.from(asQuery ? '' : text),
    receivedAt: receivedAt ?? new Date(Number(all.timestamp) * 1000 + 500),
  };
}

const seconds = (moment: Date) => String(Math.floor(moment.getTime() / 1000));
const yuan = (fen: number) => String(fen / 100);

function paidOrder(sketch: OrderSketch, sentAt = NOW): Params {
  return {
    timestamp: seconds(sentAt),
    order_id: sketch.orderId,
    app_poi_code: 't_poi_01',
    status: '2',
    ctime: seconds(NOW),
    utime: seconds(NOW),
    total: yuan(sketch.totalMinor),
    shipping_fee: yuan(sketch.deliveryMinor),
    caution: sketch.remark,
    recipient_name: '李雷',
    recipient_phone: '13800001234',
    detail: JSON.stringify(
      sketch.lines.map(({ name, quantity, unitPriceMinor }) => ({
        food_name: name,
        quantity,
        price: unitPriceMinor / 100,
      })),
    ),
    extras: JSON.stringify(
      sketch.discountMinor > 0 ? [{ reduce_fee: sketch.discountMinor / 100, remark: '减' }, {}] : [{}],
    ),
  };
}
const signed = (sketch: OrderSketch, { sentAt, secret }: SignedHow, how: How = {}) =>
  push(paidOrder(sketch, sentAt), { ...how, secret });

const bowl: OrderSketch = {
  orderId: ORDER,
  remark: '',
  lines: [{ name: '面', quantity: 1, unitPriceMinor: 3_550 }],
  deliveryMinor: 0,
  discountMinor: 0,
  totalMinor: 3_550,
};
const changed = (change: Params) => push({ ...paidOrder(bowl), ...change });
const lines = (text: string) => changed({ detail: `[{"food_name":"面","quantity":1,${text}}]` });

describeConnector({
  channel: meituan,
  folder: import.meta.dirname,
  settings: {
    of: (baseUrl) => ({ app_id: '1001', secret: SECRET, baseUrl }),
    wrong: { app_id: 'x', secret: 'short' },
    secrets: [SECRET],
    platformShopId: 't_poi_01',
  },
  push: {
    orderIds: [ORDER, '1600012345678901234'],
    paidOrder: signed,
    otherWays: {
      'encoded once': (sketch, how) => signed(sketch, how, { encode: once }),
      'by GET': (sketch, how) => signed(sketch, how, { method: 'GET' }),
      'by GET, encoded once': (sketch, how) => signed(sketch, how, { method: 'GET', encode: once }),
      'to the address of its kind': (sketch, how) => signed(sketch, how, { kind: 'order-paid' }),
    },
    signature: 'every-byte',
    clockToleranceMs: 10 * 60_000,
    signBytes: { notThere: 'the signature is over decoded parameters, so bytes that are no form cannot have one' },
    addressCheck: {
      request: { ...push({}), method: 'GET', query: '', body: Buffer.alloc(0) },
      answer: meituan.acknowledge(),
    },
  },
  statuses: [
    ...orderStatuses.map(({ status, ...expected }) => ({
      ...expected,
      name: `order status ${status}`,
      message: changed({ status }),
    })),
    ...refundStatuses.map(({ params, kind, ...expected }) => ({
      ...expected,
      name: `${kind} ${JSON.stringify(params)}`,
      message: push({ order_id: ORDER, app_poi_code: 't_poi_01', ctime: seconds(NOW), ...params }, { kind }),
    })),
  ],
  hostile: {
    'JSON inside that ends in the middle': changed({ detail: '[{"food_name":' }),
    'ten thousand levels': changed({ detail: `${'['.repeat(10_000)}${']'.repeat(10_000)}` }),
    'a field that is there twice': lines('"price":35.5,"price":35.6'),
    'an order in the prototype': changed({ detail: '[{"__proto__":{"food_name":"面","quantity":1,"price":35.5}}]' }),
    'an amount of 1e400': changed({ total: '1e400' }),
    'a negative amount': lines('"price":-35.5'),
    'an absurd amount': lines('"price":99999999999999.99'),
    'a fraction of a fen': changed({ total: '35.505' }),
    'sums that do not add up': changed({ total: '36' }),
    'a quantity of zero': changed({ detail: '[{"food_name":"面","quantity":0,"price":35.5}]' }),
    'a status of tomorrow': changed({ status: '5' }),
    'a NUL in the remark': changed({ caution: 'a\u0000b' }),
    'half a character in the remark': {
      notThere:
        'a form carries UTF-8, which has no half characters; those in the JSON of lines have a test of their own',
    },
  },
  pushOfFixture: (fixture) => {
    const { kind, method, params } = fixture as { kind?: string; method: 'GET' | 'POST'; params: Params };
    return push(params, { kind, method });
  },
  calls: {
    command: { action: 'accept', input: {} },
    yes: { body: '{"data":"ok"}' },
    unclear: ['{"data":"OK?"}', '{"data":{}}', '{"data":null}', '{"data":["ok"]}'].map((body) => ({ body })),
    failures: (code, words) => [{ body: `{"data":"ng","error":{"code":${code},"msg":"${words}"}}` }],
    errors: errorCases,
    checkSignature: ({ url, query }) => {
      const params = Object.fromEntries(query);
      expect(params.sig).toBe(signatureOf(url, params, SECRET));
      expect(Math.abs(Number(params.timestamp) * 1000 - Date.now())).toBeLessThan(60_000);
    },
  },
  sandbox: {
    register: (control, callbackUrl) =>
      control('PUT', '/meituan/apps/1001', {
        secret: SECRET,
        shops: [{ appPoiCode: 't_poi_01', name: '面馆', logisticsCode: '0000' }],
        callbacks: { default: callbackUrl },
      }),
    order: { logisticsCode: '0000' },
    moreThanOnePage: 120,
    commands: {
      accept: { call: 'order/confirm', tells: 'accepted' },
      reject: { call: 'order/cancel', tells: 'cancelled' },
      ready: { call: 'order/preparationMealComplete', first: ['accept'], tells: null },
      ship: { call: 'order/delivering', first: ['accept'], tells: 'shipping' },
      deliver: { call: 'order/arrived', first: ['accept', 'ship'], tells: 'delivered' },
      cancel: { call: 'order/cancel', first: ['accept'], tells: 'cancelled' },
      agree_refund: { call: 'order/refund/agree', first: ['accept'], then: askRefund, tells: 'refund_agreed' },
      refund_part: { call: 'order/applyPartRefund', first: ['accept'], tells: 'refund_agreed' },
      refuse_refund: { call: 'order/refund/reject', first: ['accept'], then: askRefund, tells: 'refund_refused' },
    },
  },
});

function askRefund({ orderId, control }: SandboxOrder): Promise<unknown> {
  return control('POST', `/meituan/orders/${orderId}/refund`, { kind: 'part', moneyYuan: '1' });
}
