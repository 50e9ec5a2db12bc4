import { expect } from 'vitest';
import { describeConnector } from '../conformance.ts';
import type { OrderSketch, SandboxOrder, StatusCase } from '../conformance-subject.ts';
import { sharedErrors } from '../wechat/documented-codes-for-tests.ts';
import { pushOf } from '../wechat/push-for-tests.ts';
import {
  account,
  appOf,
  NOW,
  pushSubject,
  secrets,
  settings,
  tokenAnswer,
  unclearAnswers,
  wrongSettings,
} from '../wechat/subject-for-tests.ts';
import { aftersaleWords, pushEvents, statusNumbers, unpaidNumbers } from './documented-statuses-for-tests.ts';
import { wechatShop } from './index.ts';

const [ORDER, OTHER] = ['3705115058471208928', '3705115058471209999'] as const;
const AFTERSALE = '2000000010271800001';

/** The event of a paid order; nothing else of the order is in it. */
function eventOf(orderId: string, event = 'channels_ec_order_pay'): string {
  const head = `"ToUserName":"gh_abcdefg","FromUserName":"oABCD","CreateTime":1772331630,"MsgType":"event"`;
  return `{${head},"Event":"${event}","order_info":{"order_id":${orderId},"pay_time":1772331629}}`;
}

function xmlOf(orderId: string): string {
  const head = '<ToUserName><![CDATA[gh_abcdefg]]></ToUserName><FromUserName><![CDATA[oABCD]]></FromUserName>';
  return `<xml>${head}<CreateTime>1772331630</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[channels_ec_order_pay]]></Event><order_info><order_id>${orderId}</order_id><pay_time>1772331629</pay_time></order_info></xml>`;
}

const signed = (event: string) => pushOf(account, event, { sentAt: NOW });

/** An order as the document describes it; ids are text, prices fen, times Unix seconds. */
function order(sketch: OrderSketch, change: { status?: number; paid?: boolean } = {}): Record<string, unknown> {
  const { status = 20, paid = status !== 10 } = change;
  const goods = sketch.lines.reduce((sum, { quantity, unitPriceMinor }) => sum + quantity * unitPriceMinor, 0);
  return {
    order_id: sketch.orderId,
    status,
    openid: 'oABCD',
    create_time: 1772331482,
    update_time: 1772331629,
    order_detail: {
      product_infos: sketch.lines.map(({ name, quantity, unitPriceMinor }, index) => ({
        product_id: '10000094000001',
        sku_id: String(2005117001 + index),
        sku_code: '',
        title: name,
        sku_attrs: [],
        sku_cnt: quantity,
        sale_price: unitPriceMinor,
        real_price: quantity * unitPriceMinor,
        on_aftersale_sku_cnt: 0,
        finish_aftersale_sku_cnt: 0,
        is_free_gift: false,
      })),
      pay_info: paid ? { pay_time: 1772331600, transaction_id: '42000020240001' } : {},
      price_info: {
        product_price: goods,
        order_price: sketch.totalMinor,
        freight: sketch.deliveryMinor,
        discounted_price: sketch.discountMinor,
        original_order_price: goods + sketch.deliveryMinor,
        merchant_receieve_price: sketch.totalMinor,
        deduction_price: 0,
        change_down_price: 0,
      },
      delivery_info: {
        address_info: { user_name: '李雷', province_name: '上海市', city_name: '上海市', tel_number: '13800001234' },
        delivery_product_info: [],
        ship_done_time: 0,
        deliver_method: 0,
      },
      ext_info: { customer_notes: sketch.remark, merchant_notes: '', confirm_receipt_time: 0 },
      settle_info: { predict_commission_fee: 100 },
    },
    aftersale_detail: { aftersale_order_list: [] },
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
const stored = (body: string) => ({
  kind: 'detail',
  payload: { method: 'POST' as const, query: '', contentType: 'application/json', body },
});
const detail = (told: unknown, applications: unknown[] = []) =>
  stored(JSON.stringify({ order: told, after_sale_orders: applications }));
function changed(from: string, to: string): ReturnType<typeof stored> {
  const text = JSON.stringify({ order: order(noodles), after_sale_orders: [] });
  if (!text.includes(from)) throw new Error(`the order holds no ${from}`);
  return stored(text.replaceAll(from, to));
}
const application = (status: string) => ({
  after_sale_order_id: AFTERSALE,
  status,
  type: 'REFUND',
  order_id: ORDER,
  refund_info: { amount: 900 },
  update_time: 1772331700,
});

const statuses: StatusCase[] = [
  ...Object.entries(statusNumbers).map(([status, expected]) => ({
    ...expected,
    name: `status ${status} of a paid order`,
    message: detail(order(noodles, { status: Number(status) })),
  })),
  ...Object.entries(unpaidNumbers).map(([status, expected]) => ({
    ...expected,
    name: `status ${status} of an unpaid order`,
    message: detail(order(noodles, { status: Number(status), paid: false })),
  })),
  ...Object.entries(aftersaleWords).map(([status, { after = [], ...expected }]) => ({
    ...expected,
    after,
    name: `application ${status}`,
    message: detail(order(noodles), [application(status)]),
  })),
  ...pushEvents.map((event) => ({
    name: event,
    message: signed(eventOf(ORDER, event)),
    facts: [],
    position: 'placed none none',
  })),
];

describeConnector({
  channel: wechatShop,
  folder: import.meta.dirname,
  settings: {
    of: (baseUrl) => ({ ...settings, baseUrl }),
    wrong: { ...wrongSettings, return_address_id: '示例路' },
    secrets,
    platformShopId: account.appid,
  },
  push: {
    ...pushSubject([ORDER, OTHER], eventOf, xmlOf),
    askedOrder: (sketch) => detail(order(sketch)),
  },
  statuses,
  hostile: {
    'JSON inside that ends in the middle': stored(JSON.stringify({ order: order(noodles) }).slice(0, -3)),
    'ten thousand levels': changed('"status":', `"deep":${'['.repeat(10_000)}${']'.repeat(10_000)},"status":`),
    'a field that is there twice': changed('"sku_cnt":1', '"sku_cnt":1,"sku_cnt":2'),
    'an order in the prototype': signed(`{"__proto__":${eventOf(ORDER)},"Event":"x","order_info":{"order_id":"1"}}`),
    'an amount of 1e400': changed('"sale_price":9900', '"sale_price":1e400'),
    'a negative amount': changed('"order_price":9900', '"order_price":-9900'),
    'an absurd amount': changed('9900', '99999999999999999'),
    'a fraction of a fen': changed('9900', '9900.5'),
    'sums that do not add up': detail(order({ ...noodles, totalMinor: 9_901 })),
    'a quantity of zero': changed('"sku_cnt":1', '"sku_cnt":0'),
    'a status of tomorrow': changed('"status":20', '"status":70'),
    'a NUL in the remark': changed('不要葱', 'a\\u0000b'),
    'half a character in the remark': changed('不要葱', 'a\\ud83d b'),
  },
  pushOfFixture: (fixture) => pushOf(account, String(fixture.event), { sentAt: NOW }),
  calls: {
    command: { action: 'refuse_refund', input: { refundId: AFTERSALE, reason: 'other', note: '' } },
    before: tokenAnswer,
    yes: { body: '{"errcode":0,"errmsg":"ok"}' },
    unclear: unclearAnswers,
    failures: (code, words) => [
      { body: JSON.stringify({ errcode: Number(code), errmsg: words }) },
      {
        body: JSON.stringify({ errcode: Number(code), errmsg: words, order: null }),
        headers: { 'content-type': 'text/plain' },
      },
    ],
    errors: [...sharedErrors, { code: '10020002', words: '订单不存在', command: 'rejected', question: 'rejected' }],
    checkSignature: ({ method, path, query, body }) => {
      expect([method, path]).toEqual(['POST', '/wechat-shop/channels/ec/aftersale/rejectapply']);
      expect([...query.keys()]).toEqual(['access_token']);
      expect(query.get('access_token')).toMatch(/^80_/);
      expect(JSON.parse(body)).toEqual({
        after_sale_order_id: AFTERSALE,
        reject_reason: expect.stringMatching(/./) as string,
      });
    },
  },
  sandbox: {
    register: (control, callbackUrl) => control('PUT', `/wechat-shop/apps/${account.appid}`, appOf(callbackUrl)),
    order: {},
    moreThanOnePage: 120,
    commands: {
      ship: { call: 'channels/ec/order/delivery/send', tells: 'shipping' },
      change_waybill: {
        call: 'channels/ec/order/deliveryinfo/update',
        then: leaveByCourier,
        repeatable: true,
        tells: null,
      },
      agree_refund: { call: 'channels/ec/aftersale/acceptapply', then: askRefund, tells: 'refunded' },
      refuse_refund: { call: 'channels/ec/aftersale/rejectapply', then: askRefund, tells: 'refund_refused' },
      remark: { call: 'channels/ec/order/merchantnotes/update', repeatable: true, tells: null },
    },
  },
});

/** The customer was given a number that is wrong. */
function leaveByCourier({ orderId, control }: SandboxOrder): Promise<unknown> {
  return control('POST', `/wechat-shop/orders/${orderId}/ship`, { expressId: 2, waybill: 'YT12345678' });
}

function askRefund({ orderId, control }: SandboxOrder): Promise<unknown> {
  return control('POST', `/wechat-shop/orders/${orderId}/refund`, { kind: 'part', reason: '不想要了' });
}
