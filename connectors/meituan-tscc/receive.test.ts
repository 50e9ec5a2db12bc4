import { describe, expect, test } from 'vitest';
import { type PushRequest, UNREADABLE } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import { parseConfig } from './config.ts';
import { explainSignature } from './explain-signature.ts';
import { translate } from './map-order.ts';
import { acknowledge, receive, refuse } from './receive.ts';
import { sign } from './signing.ts';

const SIGN_KEY = 'demoSignKey-01';
const SENT_AT = 1_700_000_002;
const settings = { developerId: '100000', signKey: SIGN_KEY, baseUrl: 'http://127.0.0.1:1' };
const config = parseConfig(settings);
const fields = { msgType: '200001', msgId: 'm-1', timestamp: String(SENT_AT), developerId: '100000', businessId: '2' };
const agreed = '{"orderId":1600012345678901234,"refundId":51,"notifyType":"agree","resType":2,"cTime":1700000001}';

function push(params: Readonly<Record<string, string>>, change: Partial<PushRequest> = {}): PushRequest {
  return {
    method: 'POST',
    registeredUrl: 'https://hub.example.com/webhooks/meituan-tscc/c1',
    kind: null,
    query: '',
    contentType: 'application/x-www-form-urlencoded',
    headers: {},
    body: Buffer.from(new URLSearchParams({ ...params, sign: sign(params, SIGN_KEY) }).toString()),
    receivedAt: new Date(SENT_AT * 1000 + 500),
    ...change,
  };
}
const message = (text: string, change: Readonly<Record<string, string>> = {}) =>
  push({ ...fields, ePoiId: 't_poi_01', message: text, ...change });

function meaningOf(request: PushRequest, by = config) {
  const { kind, variant } = receive(request, by);
  const payload = { method: 'POST' as const, query: '', contentType: null, body: request.body.toString() };
  const stored = { ...payload, ...(variant ? { variant } : {}) };
  return translate({ kind, source: 'push', payload: stored, receivedAt: request.receivedAt });
}

function errorOf(run: () => unknown): ConnectorError {
  try {
    run();
  } catch (error) {
    if (error instanceof ConnectorError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

describe('a message', () => {
  test('is kept under its number, however often and late it comes', () => {
    const first = receive(message(agreed), config);
    const again = receive(message(agreed, { timestamp: String(SENT_AT + 90) }), config);
    expect(first).toMatchObject({ messageKey: 'msg m-1', kind: 'refund', platformOrderId: '1600012345678901234' });
    expect(again.messageKey).toBe(first.messageKey);
    expect(receive(message(agreed, { msgId: 'm-2' }), config).messageKey).toBe('msg m-2');
  });

  test('without a number is kept under what it says', () => {
    const keyOf = (text: string) => receive(message(text, { msgId: '' }), config).messageKey;
    expect(keyOf(agreed)).toBe(keyOf(agreed));
    expect(keyOf(agreed)).not.toBe(keyOf(agreed.replace('51', '52')));
  });

  test('is read by what it holds where the table of types is wrong', () => {
    for (const msgType of ['200001', '200004', '200011', '7'])
      expect(receive(message(agreed, { msgType }), config).kind).toBe('refund');
  });

  test('that names an order and tells nothing we know makes the order be asked for', () => {
    const hint = { snapshot: null, events: [], asksForOrder: true };
    expect(meaningOf(message('{"orderId":16,"x":1}', { msgType: '7' }))).toEqual(hint);
    // Our table calls it a cancellation; a bare number cancels nothing.
    expect(meaningOf(message('{"orderId":16}', { msgType: '200004' }))).toEqual(hint);
  });

  test.each([
    ['of another business', agreed, { businessId: '58' }],
    ['that is no JSON', '{"orderId":', {}],
    ['about no order', '{"x":1}', {}],
    ['with a number that is none', '{"orderId":"16; DROP TABLE"}', {}],
  ])('%s is kept for a person', (_, text, change) => {
    expect(receive(message(text, change), config)).toMatchObject({ kind: UNREADABLE, platformOrderId: null });
  });

  test('that a shop has opened is no news of an order', () => {
    const opened = '{"ePoiId":"t_poi_01","poiStatus":121,"operateUser":"BUSINESS"}';
    expect(receive(message(opened), config)).toMatchObject({ kind: 'shop-status', platformOrderId: null });
  });

  test('of another developer, without a time or without a signature is refused in two fields', () => {
    const refusals = [
      errorOf(() => receive(message(agreed, { developerId: '200000' }), config)),
      errorOf(() => receive(message(agreed, { timestamp: '' }), config)),
      errorOf(() => receive(push(fields, { body: Buffer.from('message=%7B%7D') }), config)),
    ].map((error) => refuse(error));
    expect(refusals.map(({ status, body }) => [status, (JSON.parse(body) as { code: number }).code])).toEqual([
      [403, 702],
      [400, 701],
      [403, 701],
    ]);
    expect(JSON.parse(acknowledge().body)).toEqual({ code: 0, message: 'success' });
  });

  test('with milliseconds, as a binding has them, is in time', () => {
    const { sentAt } = receive(message(agreed, { timestamp: `${String(SENT_AT)}250` }), config);
    expect(sentAt).toEqual(new Date(SENT_AT * 1000 + 250));
  });

  test('of an agreed refund is the last that is heard of it where results are not subscribed to', () => {
    const kinds = (by = config) => meaningOf(message(agreed), by).events.map(({ kind }) => kind);
    expect(kinds()).toEqual(['refund_agreed']);
    const quiet = parseConfig({ ...settings, refund_results: 'not_pushed' });
    expect(kinds(quiet)).toEqual(['refund_agreed', 'refunded']);
  });
});

describe('the older form', () => {
  const legacy = (field: string, text: string) => push({ developerId: '100000', ePoiId: 't_poi_01', [field]: text });
  const order = '{"orderId":1600012345678901234,"status":2,"total":35.5,"cTime":1700000001,"uTime":1700000001}';

  test('is understood without a time and a number of its own, and acknowledged in its own words', () => {
    const received = receive(legacy('order', order), config);
    expect(received).toMatchObject({ kind: 'order-paid', variant: 'legacy', platformShopId: 't_poi_01' });
    expect(receive(legacy('order', order), config).messageKey).toBe(received.messageKey);
    expect(meaningOf(legacy('order', order)).snapshot).toMatchObject({ totalMinor: 3_550 });
    expect(JSON.parse(acknowledge(received).body)).toEqual({ data: 'OK' });
  });

  test('of something that only its name is known of makes the order be asked for', () => {
    expect(meaningOf(legacy('orderRefund', '{"orderId":16,"money":1}'))).toMatchObject({ asksForOrder: true });
  });
});

describe('a signature, step by step', () => {
  const given = (signature: string) => {
    const body = new URLSearchParams({ ...fields, opBizCode: '', message: 'a b', sign: signature }).toString();
    return explainSignature(push(fields, { body: Buffer.from(body) }), config)[0];
  };
  const right = sign({ ...fields, message: 'a b' }, SIGN_KEY);

  test('that is right shows what was signed, and that the empty field was not', () => {
    expect(given(right)).toMatchObject({ matches: true, problems: [], expected: right });
    expect(given(right)?.leftOut.map(({ name }) => name)).toEqual(['sign', 'opBizCode', 'address']);
  });

  test.each([
    ['encoded values', sign({ ...fields, message: 'a+b' }, SIGN_KEY), /decode them first/],
    ['a newline behind the key', sign({ ...fields, message: 'a b' }, `${SIGN_KEY}\n`), /newline/],
    ['another key', sign({ ...fields, message: 'a b' }, 'another-key'), /most likely the secret/],
  ])('with %s names the mistake', (_, signature, problem) => {
    expect(given(signature)?.problems.join()).toMatch(problem);
  });
});
