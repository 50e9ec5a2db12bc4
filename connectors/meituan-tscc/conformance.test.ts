import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { PushRequest } from '../contract.ts';
import { describeConnector } from '../conformance.ts';
import type { OrderSketch, SandboxOrder, SignedHow } from '../conformance-subject.ts';
import { orderStatuses, refundStatuses } from '../meituan/documented-statuses-for-tests.ts';
import { errorCases } from './documented-codes-for-tests.ts';
import { meituanTscc } from './index.ts';

const SIGN_KEY = 'demoSignKey-01';
const [TOKEN, REFRESH] = ['tok_shop_1', 'rt_shop_1'];
const SHOP = 't_poi_01';
const NOW = new Date('2026-03-01T02:20:31Z');
const ORDER = '9223372036854775000';

type Params = Readonly<Record<string, string>>;

/** The documents' rule (B2) once more, so that the connector does not check itself. */
function signatureOf(params: Params, signKey: string): string {
  const names = Object.keys(params).filter((name) => name.toLowerCase() !== 'sign' && params[name] !== '');
  return createHash('sha1')
    .update(
      signKey +
        names
          .sort()
          .map((name) => `${name}${params[name]}`)
          .join(''),
    )
    .digest('hex');
}

interface How {
  signKey?: string | undefined;
  plus?: boolean;
  method?: 'GET' | 'POST';
}

function send(params: Params, { signKey = SIGN_KEY, plus = false, method = 'POST' }: How = {}): PushRequest {
  const pairs = Object.entries({ ...params, sign: signatureOf(params, signKey) });
  const text = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  const body = plus ? text.replaceAll('%20', '+') : text;
  const sentAt = Number(params.timestamp ?? seconds(NOW)) * 1000;
  return {
    method,
    registeredUrl: 'https://hub.example.com/webhooks/meituan-tscc/c1',
    kind: null,
    query: method === 'GET' ? body : '',
    contentType: method === 'GET' ? null : 'application/x-www-form-urlencoded',
    headers: {},
    body: Buffer.from(method === 'GET' ? '' : body),
    receivedAt: new Date(sentAt + 500),
  };
}

/** A message: `message` is JSON text, and its `msgId` is that of the fact. */
function messageParams(message: string, { msgType = '200001', sentAt = NOW } = {}): Params {
  return {
    msgType,
    msgId: createHash('md5').update(message).digest('hex'),
    timestamp: seconds(sentAt),
    developerId: '100000',
    businessId: '2',
    opBizCode: 'biz_01',
    ePoiId: SHOP,
    message,
  };
}

const seconds = (moment: Date) => String(Math.floor(moment.getTime() / 1000));

/** Numbers of orders stand bare, as the platform writes them, so the text is put together. */
function orderText(sketch: OrderSketch, change: Readonly<Record<string, unknown>> = {}): string {
  const fields = {
    ePoiId: SHOP,
    status: 2,
    cTime: Number(seconds(NOW)),
    uTime: Number(seconds(NOW)),
    total: sketch.totalMinor / 100,
    shippingFee: sketch.deliveryMinor / 100,
    caution: sketch.remark,
    recipientName: '李雷',
    recipientPhone: '13800001234',
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
    dinnersNumber: -10,
    ...change,
  };
  return `{"orderId":${sketch.orderId},"orderIdView":${sketch.orderId},${JSON.stringify(fields).slice(1)}`;
}
const signed = (sketch: OrderSketch, { sentAt, secret }: SignedHow, how: How = {}) =>
  send(messageParams(orderText(sketch), { sentAt }), { ...how, signKey: secret });

const bowl: OrderSketch = {
  orderId: ORDER,
  remark: '',
  lines: [{ name: '面', quantity: 1, unitPriceMinor: 3_550 }],
  deliveryMinor: 0,
  discountMinor: 0,
  totalMinor: 3_550,
};
const changed = (change: Readonly<Record<string, unknown>>) => send(messageParams(orderText(bowl, change)));
const lines = (text: string) => changed({ detail: `[{"food_name":"面","quantity":1,${text}}]` });

/** The other gateway's fields as this one names them; numbers stand as numbers where they are some. */
function camel(params: Params): string {
  const fields = Object.entries(params).map(([name, value]) => {
    const own = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    return [own === 'ctime' ? 'cTime' : own, /^\d{1,15}$/.test(value) ? Number(value) : value];
  });
  return `{"orderId":${ORDER},${JSON.stringify(Object.fromEntries(fields)).slice(1)}`;
}

const detail = (body: string) => ({
  kind: 'detail',
  payload: { method: 'POST' as const, query: '', contentType: 'application/json', body },
});

describeConnector({
  channel: meituanTscc,
  folder: import.meta.dirname,
  settings: {
    of: (baseUrl) => ({
      developerId: '100000',
      signKey: SIGN_KEY,
      appAuthToken: TOKEN,
      refreshToken: REFRESH,
      baseUrl,
    }),
    wrong: { developerId: 'x', signKey: 'short', appAuthToken: 'a b' },
    secrets: [SIGN_KEY, TOKEN, REFRESH],
    platformShopId: SHOP,
  },
  push: {
    orderIds: [ORDER, '1600012345678901234'],
    paidOrder: signed,
    otherWays: {
      'with plus signs for spaces': (sketch, how) => signed(sketch, how, { plus: true }),
      'by GET': (sketch, how) => signed(sketch, how, { method: 'GET' }),
      'with a type that no table has': (sketch, { sentAt, secret }) =>
        send(messageParams(orderText(sketch), { sentAt, msgType: '999' }), { signKey: secret }),
      'with a type that the table calls something else': (sketch, { sentAt, secret }) =>
        send(messageParams(orderText(sketch), { sentAt, msgType: '200001' }), { signKey: secret }),
    },
    signature: 'every-byte',
    clockToleranceMs: 10 * 60_000,
    signBytes: { notThere: 'the signature is over decoded fields, so bytes that are no form cannot have one' },
    addressCheck: { notThere: 'no check of the address is documented' },
  },
  statuses: [
    ...orderStatuses.flatMap(({ status, ...expected }) => [
      { ...expected, name: `order status ${status}`, message: changed({ status: Number(status) }) },
      {
        ...expected,
        name: `order status ${status} when asked`,
        message: detail(`{"code":"OP_SUCCESS","data":${orderText(bowl, { status: Number(status) })}}`),
      },
    ]),
    ...refundStatuses.map(({ params, kind, ...expected }) => ({
      ...expected,
      name: `${kind} ${JSON.stringify(params)}`,
      message: send(messageParams(camel({ ctime: seconds(NOW), ...params }), { msgType: '0' })),
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
    'a fraction of a fen': changed({ total: 35.505 }),
    'sums that do not add up': changed({ total: 36 }),
    'a quantity of zero': changed({ detail: '[{"food_name":"面","quantity":0,"price":35.5}]' }),
    'a status of tomorrow': changed({ status: 5 }),
    'a NUL in the remark': changed({ caution: 'a\u0000b' }),
    'half a character in the remark': changed({ caution: 'a\ud83d' }),
  },
  pushOfFixture: (fixture) => send(fixture.params as Params),
  calls: {
    command: { action: 'accept', input: {} },
    yes: { body: '{"code":"OP_SUCCESS","msg":"success","data":"ok","traceId":"t1"}' },
    unclear: ['{"data":"ok"}', '{"code":null,"data":"ok"}', '{"code":"","msg":"success"}', '"OP_SUCCESS"'].map(
      (body) => ({ body }),
    ),
    failures: (code, words) => [
      { body: JSON.stringify({ code, msg: words, data: null, traceId: 'a1b2c3' }) },
      { body: JSON.stringify({ error: { code, error_type: 'x', message: words } }) },
      ...(/^\d+$/.test(code) ? [{ body: JSON.stringify({ code: Number(code), msg: words }) }] : []),
    ],
    errors: errorCases,
    checkSignature: ({ body, query, path, headers }) => {
      const params = Object.fromEntries(new URLSearchParams(body));
      expect([query.size, path]).toEqual([0, '/meituan-tscc/waimai/order/confirm']);
      expect(params).toMatchObject({ developerId: '100000', businessId: '2', charset: 'UTF-8', version: '2' });
      expect(params.appAuthToken).toBe(TOKEN);
      // Beyond 2^53 and bare: not a digit is lost.
      expect(params.biz).toBe(`{"orderId":${ORDER}}`);
      expect(params.sign).toBe(signatureOf(params, SIGN_KEY));
      expect(headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
      expect(Math.abs(Number(params.timestamp) * 1000 - Date.now())).toBeLessThan(60_000);
    },
  },
  sandbox: {
    register: (control, callbackUrl) =>
      control('PUT', '/meituan-tscc/apps/100000', {
        signKey: SIGN_KEY,
        shops: [{ ePoiId: SHOP, name: '面馆', appAuthToken: TOKEN, refreshToken: REFRESH }],
        callbacks: { default: callbackUrl },
      }),
    order: {},
    moreThanOnePage: 120,
    commands: {
      accept: { call: 'waimai/order/confirm', tells: 'accepted' },
      reject: { call: 'waimai/order/cancel', tells: 'cancelled' },
      ship: { call: 'waimai/order/delivering', first: ['accept'], tells: 'shipping' },
      deliver: { call: 'waimai/order/delivered', first: ['accept', 'ship'], tells: 'delivered' },
      cancel: { call: 'waimai/order/cancel', first: ['accept'], tells: 'cancelled' },
      // What became of a refund is pushed and stands in no answer.
      agree_refund: { call: 'waimai/order/agreeRefund', first: ['accept'], then: askRefund, tells: null },
      refuse_refund: { call: 'waimai/order/rejectRefund', first: ['accept'], then: askRefund, tells: null },
    },
  },
});

function askRefund({ orderId, control }: SandboxOrder): Promise<unknown> {
  return control('POST', `/meituan-tscc/orders/${orderId}/refund`, { kind: 'part', moneyYuan: '1' });
}
