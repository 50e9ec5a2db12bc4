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
import { shippingErrors } from './documented-codes-for-tests.ts';
import { wechatMiniProgram } from './index.ts';

const [ORDER, OTHER] = ['4200002405202603010000000001', '4200002405202603019999999999'] as const;

/** Protocol notes 3: all of them that name an order. */
const EVENTS = ['trade_manage_remind_shipping', 'trade_manage_order_settlement', 'trade_manage_event_of_tomorrow'];

function eventOf(orderId: string, event = 'trade_manage_remind_shipping'): string {
  const head = { ToUserName: 'gh_abcdefg', FromUserName: 'oABCD', CreateTime: 1772331630, MsgType: 'event' };
  const about = { transaction_id: orderId, merchant_id: '1900000109', merchant_trade_no: 'A1', pay_time: 1772331600 };
  return JSON.stringify({ ...head, Event: event, ...about });
}

function xmlOf(orderId: string): string {
  return `<xml><ToUserName><![CDATA[gh_abcdefg]]></ToUserName><FromUserName><![CDATA[oABCD]]></FromUserName><CreateTime>1772331630</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[trade_manage_remind_shipping]]></Event><transaction_id><![CDATA[${orderId}]]></transaction_id></xml>`;
}

const signed = (event: string) => pushOf(account, event, { sentAt: NOW });

/** A payment as the document describes it: fen, Unix seconds, ids as text. */
function order({ orderId, totalMinor }: Pick<OrderSketch, 'orderId' | 'totalMinor'>, state = 1): object {
  return {
    transaction_id: orderId,
    merchant_id: '1900000109',
    merchant_trade_no: 'A1',
    description: '吐司*2',
    paid_amount: totalMinor,
    openid: 'oABCD',
    trade_create_time: 1772331482,
    pay_time: 1772331600,
    order_state: state,
    in_complaint: false,
    shipping: { finish_shipping: false, finish_shipping_count: 0, shipping_list: [] },
  };
}

const toast = { orderId: ORDER, totalMinor: 9_900 };
const answered = (body: string) => ({
  kind: 'detail',
  payload: { method: 'POST' as const, query: '', contentType: 'application/json', body },
});
const detail = (told: unknown) => answered(JSON.stringify({ errcode: 0, errmsg: 'ok', order: told }));
function changed(from: string, to: string): ReturnType<typeof answered> {
  const text = JSON.stringify({ errcode: 0, order: order(toast) });
  if (!text.includes(from)) throw new Error(`the order holds no ${from}`);
  return answered(text.replaceAll(from, to));
}

const accepted = ['placed', 'paid', 'accepted'] as const;
const received = [...accepted, 'shipping', 'delivered'] as const;
/** Protocol notes 3, order_state. */
const states: Record<string, Pick<StatusCase, 'facts' | 'position'>> = {
  '1': { facts: accepted, position: 'accepted none none' },
  '2': { facts: [...accepted, 'shipping'], position: 'accepted shipping none' },
  '3': { facts: received, position: 'accepted delivered none' },
  '4': { facts: [...received, 'completed'], position: 'completed delivered none' },
  '5': { facts: ['placed', 'paid', 'cancelled', 'refunded'], position: 'cancelled none refunded' },
  '6': { facts: received, position: 'accepted delivered none' },
};

describeConnector({
  channel: wechatMiniProgram,
  folder: import.meta.dirname,
  settings: {
    of: (baseUrl) => ({ ...settings, sender_mobile: '13800008000', baseUrl }),
    wrong: { ...wrongSettings, sender_mobile: '021-1234' },
    secrets,
    platformShopId: account.appid,
  },
  push: {
    ...pushSubject([ORDER, OTHER], eventOf, xmlOf),
    describes: 'sum',
    askedOrder: (sketch) => detail(order(sketch)),
  },
  statuses: [
    ...Object.entries(states).map(([state, expected]) => ({
      ...expected,
      name: `order_state ${state}`,
      message: detail(order(toast, Number(state))),
    })),
    ...EVENTS.map((event) => ({
      name: event,
      message: signed(eventOf(ORDER, event)),
      facts: [],
      position: 'placed none none',
    })),
  ],
  hostile: {
    'JSON inside that ends in the middle': answered(JSON.stringify({ order: order(toast) }).slice(0, -3)),
    'ten thousand levels': changed(
      '"order_state":',
      `"deep":${'['.repeat(10_000)}${']'.repeat(10_000)},"order_state":`,
    ),
    'a field that is there twice': changed('"order_state":1', '"order_state":1,"order_state":5'),
    'an order in the prototype': signed(`{"__proto__":${eventOf(ORDER)},"Event":"x","transaction_id":"1"}`),
    'an amount of 1e400': changed('"paid_amount":9900', '"paid_amount":1e400'),
    'a negative amount': changed('"paid_amount":9900', '"paid_amount":-9900'),
    'an absurd amount': changed('9900', '99999999999999999'),
    'a fraction of a fen': changed('9900', '9900.5'),
    'sums that do not add up': { notThere: 'one sum is told, and nothing that it could be held against' },
    'a quantity of zero': { notThere: 'quantities are not told' },
    'a status of tomorrow': changed('"order_state":1', '"order_state":7'),
    'a NUL in the remark': changed('吐司', 'a\\u0000b'),
    'half a character in the remark': changed('吐司', 'a\\ud83d b'),
  },
  pushOfFixture: ({ event }) =>
    pushOf(account, String(event), { sentAt: NOW, format: String(event).startsWith('<') ? 'xml' : 'json' }),
  calls: {
    command: { action: 'ship', input: { shipment: { by: 'own' } } },
    before: (request, asking) => {
      const token = tokenAnswer(request);
      if (token || asking === 'question' || !request.path.endsWith('/get_order')) return token;
      return { body: JSON.stringify({ errcode: 0, order: order(toast) }) };
    },
    yes: { body: '{"errcode":0,"errmsg":"ok"}' },
    unclear: unclearAnswers,
    failures: (code, words) => [{ body: JSON.stringify({ errcode: Number(code), errmsg: words }) }],
    errors: [...sharedErrors, ...shippingErrors],
    checkSignature: ({ method, path, query, body }) => {
      expect([method, path]).toEqual(['POST', '/wechat-mini-program/wxa/sec/order/upload_shipping_info']);
      expect([...query.keys()]).toEqual(['access_token']);
      expect(JSON.parse(body)).toEqual({
        order_key: { order_number_type: 2, transaction_id: ORDER },
        logistics_type: 2,
        delivery_mode: 1,
        shipping_list: [{ item_desc: '吐司*2' }],
        upload_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00$/) as string,
        payer: { openid: 'oABCD' },
      });
    },
  },
  sandbox: {
    register: (control, callbackUrl) =>
      control('PUT', `/wechat-mini-program/apps/${account.appid}`, { ...appOf(callbackUrl), mchid: '1900000109' }),
    order: {},
    provoke: ({ orderId, control }) => control('POST', `/wechat-mini-program/orders/${orderId}/remind-shipping`, {}),
    moreThanOnePage: 120,
    commands: {
      ship: { call: 'wxa/sec/order/upload_shipping_info', tells: 'shipping' },
      change_waybill: { call: 'wxa/sec/order/upload_shipping_info', then: leaveByCourier, tells: 'shipping' },
    },
  },
});

/** The customer was given a number that is wrong. */
function leaveByCourier({ orderId, control }: SandboxOrder): Promise<unknown> {
  return control('POST', `/wechat-mini-program/orders/${orderId}/ship`, { expressId: 2, waybill: 'YT12345678' });
}
