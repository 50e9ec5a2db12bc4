import { createCipheriv } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { PushRequest, ReceivedPush } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import { parseConfig } from './config.ts';
import { acknowledge, receive, refuse } from './receive.ts';
import { signEvent, signMsg } from './signing.ts';

const config = parseConfig({
  client_id: '7f3a0c11d2e84b5a90',
  client_secret: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
  baseUrl: 'http://127.0.0.1:1',
});
const TID = 'E20260301102030000100001';
const msg = encodeURIComponent(JSON.stringify({ tid: TID, update_time: '2026-03-01 10:20:30' }));
const shipped = { type: 'trade_TradeSellerShip', kdt_id: 10086001, id: TID, msg_id: 'm-1', version: 1772331630, msg };

function push(body: string | Buffer, change: Partial<PushRequest> = {}): PushRequest {
  return {
    method: 'POST',
    registeredUrl: 'https://hub.example.com/webhooks/youzan/c1',
    kind: null,
    query: '',
    contentType: 'application/json',
    headers: {},
    body: Buffer.from(body),
    receivedAt: new Date('2026-03-01T02:20:31Z'),
    ...change,
  };
}

/** With the header that covers every byte. */
function signed(content: unknown): PushRequest {
  const body = Buffer.isBuffer(content)
    ? content
    : Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
  return push(body, { headers: { 'event-sign': signEvent(body, config) } });
}

/** As apps without the header get it. */
function olderSigned(content: Record<string, unknown>): PushRequest {
  return push(JSON.stringify({ ...content, sign: signMsg(String(content.msg), config) }));
}

const received = (request: PushRequest) => receive(request, config) as ReceivedPush;

function errorOf(request: PushRequest): ConnectorError {
  try {
    receive(request, config);
  } catch (error) {
    if (error instanceof ConnectorError) return error;
    throw error;
  }
  throw new Error('it was received');
}

describe('a Youzan push', () => {
  test('is told by its header, or by the sign of its msg where no header is', () => {
    const expected = {
      kind: 'trade_TradeSellerShip',
      messageKey: 'msg m-1',
      platformShopId: '10086001',
      platformOrderId: TID,
    };
    expect(received(signed(shipped))).toEqual(expected);
    expect(received(olderSigned(shipped))).toEqual(expected);
    expect(received(signed({ ...shipped, kdt_id: '10086001' }))).toEqual(expected);
  });

  test.each([
    ['a header of another body', push(JSON.stringify(shipped), { headers: signed({ ...shipped, id: 'E2' }).headers })],
    ['a header that is none', push(JSON.stringify(shipped), { headers: { 'event-sign': 'x' } })],
    ['an empty header', push(JSON.stringify(shipped), { headers: { 'event-sign': '' } })],
    ['no signature at all', push(JSON.stringify(shipped))],
    ['another msg under the older sign', push(olderSigned(shipped).body.toString().replace('2026-03', '2026-04'))],
    ['an older sign that is no text', push(JSON.stringify({ ...shipped, sign: { length: 32 } }))],
    [
      'an older sign over an object',
      push(JSON.stringify({ ...shipped, msg: {}, sign: signMsg('[object Object]', config) })),
    ],
  ])('%s is refused', (_, request) => {
    expect(errorOf(request)).toMatchObject({ kind: 'invalid-signature' });
  });

  test('a wrong header is not saved by a right older sign', () => {
    const request = olderSigned(shipped);
    expect(errorOf({ ...request, headers: { 'event-sign': '0'.repeat(32) } }).kind).toBe('invalid-signature');
  });

  test('the older sign does not cover the id, so the order is the one of the signed msg or none', () => {
    expect(received(olderSigned({ ...shipped, id: 'E9' })).platformOrderId).toBe(TID);
    const withoutTid = { ...shipped, msg: encodeURIComponent('{}') };
    expect(received(olderSigned(withoutTid)).platformOrderId).toBeNull();
    expect(received(signed(withoutTid)).platformOrderId).toBe(TID);
  });

  test('the order of a refund is the one in msg, whatever the business key is', () => {
    const refund = { ...shipped, type: 'youzan_trade_RefundCreated', id: 'R1', msg: { tid: TID, refund_id: 'R1' } };
    expect(received(signed(refund)).platformOrderId).toBe(TID);
  });

  test('an order that is described in full is found in its description', () => {
    const described = (order: unknown) => ({ ...shipped, id: 'other', msg: encodeURIComponent(JSON.stringify(order)) });
    expect(received(signed(described({ full_order_info: { order_info: { tid: TID } } }))).platformOrderId).toBe(TID);
    expect(received(signed(described({ order_info: { tid: TID } }))).platformOrderId).toBe(TID);
  });

  test.each(['trade_TradeBuyerPay', 'trade_refund_BuyerCreated', 'youzan_trade_RefundClosed', 'TRADE_ORDER_STATE'])(
    '%s concerns an order',
    (type) => {
      expect(received(signed({ ...shipped, type })).platformOrderId).toBe(TID);
    },
  );

  test.each(['ITEM_INFO', 'youzan_item_SkuStockChanged', 'SCRM_CUSTOMER_CARD', 'POINTS'])(
    '%s concerns none and is stored for people',
    (type) => {
      expect(received(signed({ ...shipped, type }))).toMatchObject({ kind: type, platformOrderId: null });
    },
  );
});

describe('the message key', () => {
  const key = (change: Record<string, unknown>) => received(signed({ ...shipped, ...change })).messageKey;

  test('is the message id: a redelivery has the same, another message another', () => {
    expect(key({ sendCount: 3 })).toBe(key({}));
    expect(key({ msg_id: 'm-2' })).not.toBe(key({}));
    expect(key({ msg_id: 12345678901234567n.toString() })).toBe('msg 12345678901234567');
  });

  test('without one it is type, shop, business key and version', () => {
    const without = (change: Record<string, unknown>) => key({ msg_id: undefined, ...change });
    expect(without({ sendCount: 3 })).toBe(without({}));
    expect(without({})).toMatch(/^fact [\w-]{43}$/);
    const others = [{ type: 'trade_TradeSuccess' }, { kdt_id: 2 }, { id: 'E2' }, { version: 2 }].map(without);
    expect(new Set([...others, without({})]).size).toBe(5);
  });

  test('without a version the words of msg tell messages apart', () => {
    const without = (change: Record<string, unknown>) => key({ msg_id: '', version: null, ...change });
    expect(without({ sendCount: 3 })).toBe(without({}));
    expect(without({ msg: `${msg}%20` })).not.toBe(without({}));
    expect(without({ msg: { a: 1 } })).not.toBe(without({ msg: { a: 2 } }));
  });

  test.each([{ msg_id: 'a\u0000b' }, { msg_id: 'x'.repeat(101) }, { msg_id: {} }, { id: { toString: 1 } }])(
    'is never what a database cannot hold (%j)',
    (change) => {
      expect(key({ ...change, ...('id' in change ? { msg_id: '' } : {}) })).toMatch(/^fact /);
    },
  );
});

describe("a push that is Youzan's and that nobody understands is stored, never dropped", () => {
  test.each<[string, unknown]>([
    ['bytes that are no text', Buffer.of(0xff, 0xfe, 0x00)],
    ['without a type', { ...shipped, type: undefined }],
    ['of a type with a NUL', { ...shipped, type: 'trade_\u0000' }],
    ['of an absurd type', { ...shipped, type: 't'.repeat(101) }],
    ['of a shop that is no id', { ...shipped, kdt_id: { a: 1 } }],
    ['of a shop with half a character', { ...shipped, kdt_id: '\ud83d' }],
  ])('%s', (_, content) => {
    expect(received(signed(content))).toMatchObject({
      kind: 'unreadable',
      messageKey: expect.stringMatching(/^unreadable [\w-]{43}$/) as string,
      platformShopId: null,
      platformOrderId: null,
    });
  });

  test.each([
    ['%E5%B', TID],
    ['%7B', TID],
    ['', TID],
    [null, TID],
    [{ tid: 'a\u0000b' }, null],
    [{ tid: { a: 1 } }, null],
    [JSON.parse('{"__proto__":{"tid":"E9"}}'), TID],
  ])('a msg of %j still belongs to an order where one is named', (content, expected) => {
    expect(received(signed({ ...shipped, msg: content })).platformOrderId).toBe(expected);
  });
});

describe("pings and notices of Youzan's console", () => {
  test('a test ping is answered and not stored, but only a signed one', () => {
    expect(receive(signed({ ...shipped, test: true }), config)).toEqual({ addressCheck: acknowledge() });
    expect(receive(olderSigned({ ...shipped, test: true }), config)).toEqual({ addressCheck: acknowledge() });
    expect(errorOf(push(JSON.stringify({ ...shipped, test: true }))).kind).toBe('invalid-signature');
    expect(received(signed({ ...shipped, test: false }))).toMatchObject({ platformOrderId: TID });
    expect(received(signed({ ...shipped, test: 'true' }))).toMatchObject({ platformOrderId: TID });
  });

  const get = (query: string) => push('', { method: 'GET', query });
  const published =
    'qGlExT6f9O6tBvIaIrRLWsDPosiJ8HUM8kXK4Uqi89TSwgwbq071oAmVBM8xqVrgL7Ap%2F18KWqNEGj8ILHD1TzxwMkdfDB1en%2BnPbrqnzyU%3D';
  const sealed = (text: string) => {
    const cipher = createCipheriv('aes-128-cbc', config.client_secret.slice(0, 16), '0102030405060708');
    return encodeURIComponent(Buffer.concat([cipher.update(text), cipher.final()]).toString('base64'));
  };

  test('the published notice is recognised, the same twice is one', () => {
    const notice = received(get(`message=${published}`));
    expect(notice).toMatchObject({ kind: 'notice_APP_AUTH', platformShopId: '10086001', platformOrderId: null });
    expect(received(get(`from=console&message=${published}`)).messageKey).toBe(notice.messageKey);
  });

  test('a sealed notice that nobody understands is stored as well', () => {
    for (const text of ['[]', '{"type":5.5,"kdtId":{}}', '{"a":1,"a":2}', 'null'])
      expect(received(get(`message=${sealed(text)}`))).toMatchObject({ platformOrderId: null, platformShopId: null });
  });

  test.each([
    ['', 'malformed'],
    ['a=1', 'malformed'],
    ['message=', 'invalid-signature'],
    ['message=%E5%B', 'invalid-signature'],
    [`message=${published.replace('q', 'r')}`, 'invalid-signature'],
    ['code=abc', 'unauthorized'],
    [`code=abc&message=${published}`, 'unauthorized'],
  ])('GET ?%s is %s', (query, kind) => {
    expect(errorOf(get(query)).kind).toBe(kind);
  });
});

test('a stored push gets what Youzan waits for, and no refusal looks like it', () => {
  expect(acknowledge()).toMatchObject({ status: 200, body: '{"code":0,"msg":"success"}' });
  const answer = refuse(new ConnectorError('invalid-signature', 'Event-Sign does not match'));
  expect(JSON.parse(answer.body)).toMatchObject({ code: 403 });
  expect(answer.body).not.toContain('success');
});
