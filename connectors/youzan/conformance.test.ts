import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { PushRequest } from '../contract.ts';
import { describeConnector } from '../conformance.ts';
import type { OrderSketch, SandboxOrder, SignedHow, StatusCase } from '../conformance-subject.ts';
import { businessCodes, gatewayCodes } from './documented-codes-for-tests.ts';
import {
  lookAgainTypes,
  newsTypes,
  orderStatuses,
  refundExpectation,
  refundStates,
  refundStatuses,
  refundTypes,
} from './documented-statuses-for-tests.ts';
import { youzan } from './index.ts';

const CLIENT = '7f3a0c11d2e84b5a90';
const SECRET = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';
const NOW = new Date('2026-03-01T02:20:31Z');
const TID = 'E20260301102030000100001';

const md5 = (...parts: (string | Buffer)[]) =>
  createHash('md5')
    .update(Buffer.concat(parts.map((part) => Buffer.from(part))))
    .digest('hex');

interface Envelope {
  type?: string;
  id?: string;
  msg_id?: string;
  status?: string;
}

/** The documents' rules (2.1, 2.2) once more, so that the connector does not check itself. */
function signBytes(body: Buffer, secret = SECRET): PushRequest {
  return {
    method: 'POST',
    registeredUrl: 'https://hub.example.com/webhooks/youzan/c1',
    kind: null,
    query: '',
    contentType: 'application/json',
    headers: { 'event-sign': md5(CLIENT, body, secret) },
    body,
    receivedAt: NOW,
  };
}

function envelope(msg: string, change: Envelope = {}): Record<string, unknown> {
  const id = change.id ?? TID;
  const usual = { type: 'trade_TradeBuyerPay', msg_id: `m-${id}`, version: 1772331630, kdt_id: 10086001, test: false };
  return { client_id: CLIENT, ...usual, id, ...change, msg: encodeURIComponent(msg) };
}
const push = (msg: unknown, change?: Envelope) => pushText(JSON.stringify(msg), change);
const pushText = (msg: string, change?: Envelope) => signBytes(Buffer.from(JSON.stringify(envelope(msg, change))));

function olderSigned({ sketch, secret = SECRET }: { sketch: OrderSketch; secret?: string }): PushRequest {
  const content = envelope(JSON.stringify(order(sketch)), { id: sketch.orderId });
  const body = { ...content, sign: md5(CLIENT, String(content.msg), secret) };
  return { ...signBytes(Buffer.from(JSON.stringify(body))), headers: {} };
}

const yuan = (fen: number) => (fen / 100).toFixed(2);

function order(sketch: OrderSketch, status = 'WAIT_SELLER_SEND_GOODS'): Record<string, unknown> {
  const goods = sketch.lines.reduce((sum, { quantity, unitPriceMinor }) => sum + quantity * unitPriceMinor, 0);
  let discountLeft = sketch.discountMinor;
  const orders = sketch.lines.map(({ name, quantity, unitPriceMinor }) => {
    const discount = Math.min(discountLeft, quantity * unitPriceMinor);
    discountLeft -= discount;
    const payment = yuan(quantity * unitPriceMinor - discount);
    return {
      title: name,
      num: quantity,
      price: yuan(unitPriceMinor),
      total_fee: yuan(quantity * unitPriceMinor),
      payment,
    };
  });
  const isPaid = status !== 'WAIT_BUYER_PAY' && !status.startsWith('TRADE_CLOSE');
  return {
    full_order_info: {
      order_info: {
        tid: sketch.orderId,
        status,
        created: '2026-03-01 10:18:02',
        update_time: '2026-03-01 10:20:30',
        ...(isPaid ? { pay_time: '2026-03-01 10:20:29' } : {}),
      },
      pay_info: { total_fee: yuan(goods), post_fee: yuan(sketch.deliveryMinor), payment: yuan(sketch.totalMinor) },
      orders,
      address_info: { receiver_name: '李雷', receiver_tel: '13800001234' },
      remark_info: { buyer_message: sketch.remark },
    },
    order_promotion: { item_discount_fee: '0.00', order_discount_fee: yuan(sketch.discountMinor), adjust_fee: '0.00' },
  };
}

const signed = (sketch: OrderSketch, { secret }: SignedHow) =>
  signBytes(Buffer.from(JSON.stringify(envelope(JSON.stringify(order(sketch)), { id: sketch.orderId }))), secret);

const cake: OrderSketch = {
  orderId: TID,
  remark: '不要葱',
  lines: [{ name: '蛋糕', quantity: 1, unitPriceMinor: 9_900 }],
  deliveryMinor: 0,
  discountMinor: 0,
  totalMinor: 9_900,
};
function changed(from: string, to: string): PushRequest {
  const text = JSON.stringify(order(cake));
  if (!text.includes(from)) throw new Error(`the order holds no ${from}`);
  return pushText(text.replaceAll(from, to));
}

const refundMsg = { tid: TID, refund_id: 'R1', refund_type: 'REFUND_ONLY', update_time: '2026-03-01 10:20:30' };
const entries = Object.entries;
const detail = (data: unknown) => ({
  kind: 'detail',
  payload: {
    method: 'POST' as const,
    query: '',
    contentType: 'application/json',
    body: JSON.stringify({ code: 200, success: true, data }),
  },
});
const statuses: StatusCase[] = [
  ...entries(orderStatuses).map(([status, expected]) => ({
    ...expected,
    name: `order status ${status}`,
    message: detail(order(cake, status)),
  })),
  ...entries(newsTypes).map(([type, expected]) => ({
    ...expected,
    name: type,
    message: push({ tid: TID, update_time: '2026-03-01 10:20:30' }, { type }),
  })),
  ...lookAgainTypes.map((type) => ({
    name: type,
    message: push({ tid: TID }, { type }),
    facts: [],
    position: 'placed none none',
  })),
  ...entries(refundTypes).map(([type, kind]) => ({
    ...refundExpectation(kind),
    name: type,
    message: push(refundMsg, { type, status: 'SELLER_REFUSE_BUYER' }),
  })),
  ...entries(refundStatuses).map(([status, kind]) => ({
    ...refundExpectation(kind),
    name: `refund status ${status}`,
    message: push(refundMsg, { type: 'youzan_trade_RefundTomorrow', status }),
  })),
  ...entries(refundStates).map(([refund_state, kind]) => {
    const { facts, after = [], position } = refundExpectation(kind);
    const refunds = [{ refund_id: 'R1', refund_fee: '1.00', refund_state: Number(refund_state) }];
    return {
      name: `refund state ${refund_state} of an order`,
      message: detail({ ...order(cake), refund_order: refunds }),
      facts: ['placed', 'paid', 'accepted', ...facts] as StatusCase['facts'],
      after: after.filter((known) => known === 'refund_requested'),
      position,
    };
  }),
];

const TWO_LINES = {
  items: [
    { name: '草莓蛋糕', quantity: 1, priceYuan: '168.00' },
    { name: '蜡烛', quantity: 2, priceYuan: '3.00' },
  ],
};

describeConnector({
  channel: youzan,
  folder: import.meta.dirname,
  settings: {
    of: (baseUrl) => ({ client_id: CLIENT, client_secret: SECRET, baseUrl }),
    wrong: { client_id: 'x', client_secret: 'short', sender_mobile: '1' },
    secrets: [SECRET],
    platformShopId: '10086001',
  },
  push: {
    orderIds: [TID, 'E20260301102030000100009'],
    paidOrder: signed,
    otherWays: { 'with the older sign': (sketch, { secret = SECRET }) => olderSigned({ sketch, secret }) },
    signature: 'every-byte',
    clockToleranceMs: null,
    signBytes,
    addressCheck: {
      request: signBytes(Buffer.from(JSON.stringify({ ...envelope('{}'), test: true }))),
      answer: youzan.acknowledge(),
    },
  },
  statuses,
  hostile: {
    'JSON inside that ends in the middle': pushText(JSON.stringify(order(cake)).slice(0, -3)),
    'ten thousand levels': changed(
      '"remark_info":',
      `"deep":${'['.repeat(10_000)}${']'.repeat(10_000)},"remark_info":`,
    ),
    'a field that is there twice': changed('"num":1', '"num":1,"num":2'),
    'an order in the prototype': changed('"full_order_info"', '"__proto__"'),
    'an amount of 1e400': changed('"price":"99.00"', '"price":1e400'),
    'a negative amount': changed('"payment":"99.00"', '"payment":"-99.00"'),
    'an absurd amount': changed('99.00', '99999999999999.99'),
    'a fraction of a fen': changed('99.00', '99.005'),
    'sums that do not add up': pushText(JSON.stringify(order({ ...cake, totalMinor: 9_901 }))),
    'a quantity of zero': changed('"num":1', '"num":0'),
    'a status of tomorrow': changed('WAIT_SELLER_SEND_GOODS', 'TRADE_FROZEN'),
    'a NUL in the remark': changed('不要葱', 'a\\u0000b'),
    'half a character in the remark': changed('不要葱', 'a\\ud83d b'),
  },
  pushOfFixture: (fixture) => {
    const { envelope: outer, msg, plainMsg } = fixture as { envelope: object; msg: unknown; plainMsg?: boolean };
    const inner = plainMsg ? msg : encodeURIComponent(JSON.stringify(msg));
    return signBytes(Buffer.from(JSON.stringify({ ...outer, msg: inner })));
  },
  calls: {
    command: { action: 'ship', input: { shipment: { by: 'own' } } },
    before: ({ path }) => {
      if (!path.endsWith('/auth/token')) return undefined;
      const data = { access_token: `token-${md5(String(Math.random()))}`, expires: Date.now() + 7 * 86_400_000 };
      return { body: JSON.stringify({ success: true, code: 200, message: null, data }) };
    },
    yes: { body: '{"code":200,"success":true,"message":"successful","data":{"is_success":true}}' },
    unclear: [
      '{"code":200,"success":true}',
      '{"success":"yes","data":{}}',
      '{"code":200,"success":true,"data":{"is_success":false}}',
      '{"response":{"is_success":false}}',
    ].map((body) => ({ body })),
    failures: (code, words) => {
      if (gatewayCodes.some((known) => known.code === code))
        return [{ body: JSON.stringify({ gw_err_resp: { trace_id: 'yz7', err_code: Number(code), err_msg: words } }) }];
      return [
        { code: Number(code), success: false, message: words, data: null },
        { code, success: false, message: words, data: { is_success: false, refund_id: '' } },
        { error_response: { code: Number(code), msg: words } },
        { error_response: { code: 50_000, msg: '业务异常', sub_code: code, sub_msg: words } },
      ].map((body) => ({ body: JSON.stringify(body) }));
    },
    errors: [...gatewayCodes, ...businessCodes],
    checkSignature: ({ method, query, body, headers }) => {
      expect([method, headers['content-type']]).toEqual(['POST', expect.stringContaining('application/json')]);
      expect(query.get('access_token')).toMatch(/^token-/);
      expect(body).not.toContain('token');
    },
  },
  sandbox: {
    register: (control, callbackUrl) =>
      control('PUT', `/youzan/apps/${CLIENT}`, {
        secret: SECRET,
        shops: [{ kdtId: '10086001', name: '小店' }],
        callbacks: { default: callbackUrl },
      }),
    order: {},
    moreThanOnePage: 220,
    commands: {
      ship: { call: 'youzan.logistics.online.confirm', tells: 'shipping' },
      ship_part: { call: 'youzan.logistics.online.confirm', order: TWO_LINES, tells: 'shipping' },
      change_waybill: { call: 'youzan.logistics.online.update', then: leaveByCourier, tells: null },
      close: { call: 'youzan.trade.close', order: { state: 'placed' }, tells: 'cancelled' },
      agree_refund: { call: 'youzan.trade.refund.agree', then: askRefund, tells: 'refunded' },
      refund_part: { call: 'youzan.trade.refund.seller.active', tells: 'refunded' },
      remark: { call: 'youzan.trade.memo.update', repeatable: true, tells: null },
      refuse_refund: { call: 'youzan.trade.refund.refuse', then: askRefund, tells: 'refund_refused' },
    },
  },
});

/** The customer was given a number that is wrong. */
function leaveByCourier({ orderId, control }: SandboxOrder): Promise<unknown> {
  return control('POST', `/youzan/orders/${orderId}/ship`, { expressId: 2, waybill: 'YT12345678' });
}

function askRefund({ orderId, control }: SandboxOrder): Promise<unknown> {
  return control('POST', `/youzan/orders/${orderId}/refund`, { kind: 'full', reason: '不想要了' });
}
