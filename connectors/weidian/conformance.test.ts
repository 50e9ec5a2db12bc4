import { expect } from 'vitest';
import type { PushRequest } from '../contract.ts';
import { describeConnector } from '../conformance.ts';
import type { OrderSketch, SandboxOrder, StatusCase } from '../conformance-subject.ts';
import { documentedCodes } from './documented-codes-for-tests.ts';
import { pushTypes, refundNumbers, statusNumbers, statusWords } from './documented-statuses-for-tests.ts';
import { weidian } from './index.ts';

const APPKEY = '614712';
const SECRET = 'b3f1e6a2c4d5978811aa22bb33cc44dd';
const SHOP = '1186005521';
const NOW = new Date('2026-03-01T02:20:31Z');
const [ORDER, OTHER] = ['812345678901234', '812345678901299'] as const;

function pushOf(content: string): PushRequest {
  return {
    method: 'POST',
    registeredUrl: 'https://hub.example.com/webhooks/weidian/c1',
    kind: null,
    query: '',
    contentType: 'application/x-www-form-urlencoded',
    headers: {},
    body: Buffer.from(`content=${encodeURIComponent(content)}`),
    receivedAt: NOW,
  };
}
const push = (message: unknown, type = 'weidian.order.already_payment') =>
  pushOf(JSON.stringify({ type, message, shopId: Number(SHOP) }));

const yuan = (fen: number) => (fen / 100).toFixed(2);

/** An order as the document describes it: numbers as texts, nothing as an empty text. */
function order(sketch: OrderSketch, change: Record<string, unknown> = {}): Record<string, unknown> {
  const goods = sketch.lines.reduce((sum, { quantity, unitPriceMinor }) => sum + quantity * unitPriceMinor, 0);
  const isPaid = !('status_ori' in change && ['10', '21', '60'].includes(String(change.status_ori)));
  return {
    order_id: sketch.orderId,
    order_type: '3',
    status: 'pay',
    status2: null,
    status_ori: '20',
    refund_status_ori: 0,
    total: yuan(sketch.totalMinor),
    price: yuan(goods - sketch.discountMinor),
    express_fee: yuan(sketch.deliveryMinor),
    express_fee_num: yuan(sketch.deliveryMinor),
    original_total_price: yuan(goods + sketch.deliveryMinor),
    discount_list:
      sketch.discountMinor === 0 ? [] : [{ discount_info: '满减', discount_price: yuan(sketch.discountMinor) }],
    total_fee: '',
    note: sketch.remark,
    seller_note: '',
    buyer_info: { buyer_id: '7', name: '李雷', phone: '13800001234', address: '上海市静安区示例路 1 号' },
    items: sketch.lines.map(({ name, quantity, unitPriceMinor }) => ({
      item_id: '4466',
      sku_id: '0',
      sub_order_id: 998877,
      item_name: name,
      sku_title: '',
      price: yuan(unitPriceMinor),
      quantity: String(quantity),
      total_price: yuan(quantity * unitPriceMinor),
      merchant_code: '',
      sku_merchant_code: null,
      refund_info: { refund_no: '', refund_fee: '', can_refund: '1' },
    })),
    add_time: '2026-03-01 10:18:02',
    pay_time: isPaid ? '2026-03-01 10:20:29' : '',
    send_time: '',
    seller_id: SHOP,
    ...change,
  };
}

const noodles: OrderSketch = {
  orderId: ORDER,
  remark: '不要葱',
  lines: [{ name: '拉面', quantity: 1, unitPriceMinor: 9_900 }],
  deliveryMinor: 0,
  discountMinor: 0,
  totalMinor: 9_900,
};
const answered = (result: string) => ({
  kind: 'detail',
  payload: {
    method: 'POST' as const,
    query: '',
    contentType: 'application/json',
    body: `{"status":{"status_code":0,"status_reason":""},"result":${result}}`,
  },
});
const detail = (result: unknown) => answered(JSON.stringify(result));
function changed(from: string, to: string): ReturnType<typeof answered> {
  const text = JSON.stringify(order(noodles));
  if (!text.includes(from)) throw new Error(`the order holds no ${from}`);
  return answered(text.replaceAll(from, to));
}

const refunded = [{ ...(order(noodles).items as object[])[0], refund_info: { refund_no: 'R1', refund_fee: '1.00' } }];
const entries = Object.entries;
const statuses: StatusCase[] = [
  ...entries(statusNumbers).map(([status_ori, expected]) => ({
    ...expected,
    name: `status_ori ${status_ori}`,
    message: detail(order(noodles, { status_ori: Number(status_ori), status: 'a word that nobody asks' })),
  })),
  ...entries(statusWords).map(([status, expected]) => ({
    ...expected,
    name: `status ${status} without numbers`,
    message: detail(
      order(noodles, {
        status,
        status_ori: null,
        refund_status_ori: '',
        ...(['unpay', 'close'].includes(status) ? { pay_time: '' } : {}),
      }),
    ),
  })),
  ...entries(refundNumbers).map(([refund_status_ori, { after = [], ...expected }]) => ({
    ...expected,
    after,
    name: `refund_status_ori ${refund_status_ori}`,
    message: detail(order(noodles, { refund_status_ori, items: refunded })),
  })),
  {
    name: 'closed after payment with the money back',
    message: detail(order(noodles, { status_ori: '60', refund_status_ori: '2', pay_time: '2026-03-01 10:20:29' })),
    facts: ['placed', 'paid', 'cancelled', 'refunded'],
    position: 'cancelled none refunded',
  },
  ...pushTypes.map((type) => ({
    name: type,
    message: push({ order_id: ORDER, status_ori: '60' }, type),
    facts: [],
    position: 'placed none none',
  })),
];

const TWO_LINES = {
  items: [
    { name: '帆布包', quantity: 1, priceYuan: '68.00' },
    { name: '手机链', quantity: 2, priceYuan: '12.00' },
  ],
};

describeConnector({
  channel: weidian,
  folder: import.meta.dirname,
  settings: {
    of: (baseUrl) => ({ appkey: APPKEY, secret: SECRET, baseUrl }),
    wrong: { appkey: 'x', secret: 'short', access: 'both', refresh_token: '1', return_to: '示例路 1 号' },
    secrets: [SECRET],
    platformShopId: SHOP,
  },
  push: {
    orderIds: [ORDER, OTHER],
    paidOrder: (sketch) => push(order(sketch)),
    otherWays: {
      'with + for spaces': (sketch) => {
        const usual = push(order(sketch));
        return { ...usual, body: Buffer.from(usual.body.toString().replaceAll('%20', '+')) };
      },
      'encoded twice': (sketch) =>
        pushOf(JSON.stringify(JSON.stringify({ type: 'weidian.order.close', message: order(sketch), shopId: '' }))),
    },
    signature: 'unsigned',
    askedOrder: (sketch) => detail(order(sketch)),
    clockToleranceMs: null,
    signBytes: { notThere: 'Weidian signs nothing' },
    addressCheck: { notThere: 'no document tells of a check of the address' },
  },
  statuses,
  hostile: {
    'JSON inside that ends in the middle': answered(JSON.stringify(order(noodles)).slice(0, -3)),
    'ten thousand levels': changed('"items":', `"deep":${'['.repeat(10_000)}${']'.repeat(10_000)},"items":`),
    'a field that is there twice': changed('"quantity":"1"', '"quantity":"1","quantity":"2"'),
    'an order in the prototype': push(JSON.parse(`{"__proto__":${JSON.stringify(order(noodles))}}`)),
    'an amount of 1e400': changed('"price":"99.00"', '"price":1e400'),
    'a negative amount': changed('"total":"99.00"', '"total":"-99.00"'),
    'an absurd amount': changed('99.00', '99999999999999.99'),
    'a fraction of a fen': changed('99.00', '99.005'),
    'sums that do not add up': detail(order({ ...noodles, totalMinor: 9_901 })),
    'a quantity of zero': changed('"quantity":"1"', '"quantity":"0"'),
    'a status of tomorrow': changed('"status_ori":"20"', '"status_ori":"70"'),
    'a NUL in the remark': changed('不要葱', 'a\\u0000b'),
    'half a character in the remark': changed('不要葱', 'a\\ud83d b'),
  },
  pushOfFixture: (fixture) => ({ ...pushOf(''), body: Buffer.from(String(fixture.form)) }),
  calls: {
    command: { action: 'ship', input: { shipment: { by: 'own' } } },
    before: ({ path }) => {
      if (!path.endsWith('/token')) return undefined;
      const access_token = `token-${String(Math.random()).slice(2)}-0f9a8b7c6000011aabb`;
      const result = { access_token, expire_in: 90_000 };
      return { body: JSON.stringify({ status: { status_code: 0, status_reason: '' }, result }) };
    },
    yes: { body: '{"status":{"status_code":0,"status_reason":"success"}}' },
    unclear: [
      '{"result":{}}',
      '{"status":{}}',
      '{"status":0}',
      '{"status":{"status_code":null}}',
      '{"status":{"status_code":"ok"}}',
      '"{}"',
    ].map((body) => ({ body })),
    failures: (code, words) => {
      const body = JSON.stringify({ status: { status_code: Number(code), status_reason: words } });
      return [
        { body },
        { body, headers: { 'content-type': 'text/html' } },
        { body: JSON.stringify(body) },
        { body: JSON.stringify({ status: { status_code: code, status_reason: words }, result: null }) },
      ];
    },
    errors: documentedCodes,
    checkSignature: ({ method, path, query, body, headers }) => {
      expect([method, path, [...query.keys()]]).toEqual(['POST', '/weidian/api', []]);
      expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
      const form = new URLSearchParams(body);
      expect([...form.keys()].sort()).toEqual(['param', 'public']);
      const common = JSON.parse(form.get('public') ?? '') as Record<string, unknown>;
      expect(common).toEqual({
        method: 'vdian.order.deliver',
        access_token: expect.stringMatching(/^token-/) as string,
        version: '1.0',
        format: 'json',
      });
      expect(form.get('param')).not.toContain('token');
    },
  },
  sandbox: {
    register: (control, callbackUrl) =>
      control('PUT', `/weidian/apps/${APPKEY}`, {
        secret: SECRET,
        shops: [{ shopId: SHOP, name: '小店' }],
        callbacks: { default: callbackUrl },
      }),
    order: {},
    moreThanOnePage: 120,
    commands: {
      ship: { call: 'vdian.order.deliver', tells: 'shipping' },
      ship_part: { call: 'vdian.order.deliver.split', order: TWO_LINES, tells: 'shipping' },
      change_waybill: { call: 'vdian.order.express.modify', then: leaveByCourier, repeatable: true, tells: null },
      agree_refund: { call: 'vdian.order.refund.accept', then: askRefund, tells: 'refunded' },
      refuse_refund: { call: 'vdian.order.refund.accept', then: askRefund, tells: 'refund_withdrawn' },
    },
  },
});

/** The customer was given a number that is wrong. */
function leaveByCourier({ orderId, control }: SandboxOrder): Promise<unknown> {
  return control('POST', `/weidian/orders/${orderId}/ship`, { expressId: 2, waybill: 'YT12345678' });
}

function askRefund({ orderId, control }: SandboxOrder): Promise<unknown> {
  return control('POST', `/weidian/orders/${orderId}/refund`, { kind: 'full', reason: '不想要了' });
}
