import { describe, expect, test } from 'vitest';
import { UNREADABLE } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import { addressCheckOf, pushOf, type PushHow } from './push-for-tests.ts';
import { numberIn, readEvent, receivePush } from './receive.ts';

const NOW = new Date('2026-03-01T02:20:31Z');
const ORDER = '3705115058471208928';
const us = {
  appid: 'wx0123456789abcdef',
  token: 'hubToken2024',
  aesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
};
const account = {
  appid: us.appid,
  secret: '5ecre75ecre7',
  token: us.token,
  encoding_aes_key: us.aesKey,
  baseUrl: 'https://api.weixin.qq.com',
};
const json = `{"ToUserName":"gh_a","FromUserName":"o1","CreateTime":1772331630,"MsgType":"event","Event":"channels_ec_order_pay","order_info":{"order_id":${ORDER},"pay_time":1772331629}}`;
const xml = `<xml><ToUserName><![CDATA[gh_a]]></ToUserName><FromUserName><![CDATA[o1]]></FromUserName><CreateTime>1772331630</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[channels_ec_order_pay]]></Event><order_info><order_id>${ORDER}</order_id></order_info></xml>`;
const of = (event: Readonly<Record<string, unknown>>) => numberIn(event.order_info, 'order_id');
const receive = (message: string, how: Partial<PushHow> = {}, by = account) =>
  receivePush(pushOf(us, message, { sentAt: NOW, ...how }), by, of);
const kindOf = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error instanceof ConnectorError ? error.kind : error;
  }
};

describe('an event', () => {
  test.each([
    ['JSON, sealed', json, {}],
    ['XML, sealed', xml, { format: 'xml' }],
    ['JSON in plain text', json, { sealed: false }],
    ['XML in plain text', xml, { sealed: false, format: 'xml' }],
  ] as const)('is read to the last of the nineteen digits: %s', (_, message, how) => {
    expect(receive(message, how)).toMatchObject({
      kind: 'channels_ec_order_pay',
      platformShopId: us.appid,
      platformOrderId: ORDER,
    });
  });

  test('that is delivered three times, sealed anew each time, is one message', () => {
    const keys = [0, 1, 5].map((late) => receive(json, { sentAt: new Date(NOW.getTime() + late * 1000) }));
    expect(new Set(keys.map((push) => ('messageKey' in push ? push.messageKey : ''))).size).toBe(1);
  });

  test('about no order is kept', () => {
    expect(receive('{"Event":"channels_ec_stock_no_enough"}')).toMatchObject({
      kind: 'channels_ec_stock_no_enough',
      platformOrderId: null,
    });
  });

  test.each(['{', '[]', '<xml><a>', '<html/>', 'null', '{"Event":7.5}', '{"Event":"a b"}'])(
    'of which nobody can make sense is kept for a person: %s',
    (message) => {
      expect(receive(message)).toMatchObject({ kind: UNREADABLE, platformOrderId: null });
    },
  );
});

test('the check of the address is answered with its own text, and only to who knows the token', () => {
  const check = addressCheckOf(us, '4375120948345356249', NOW);
  expect(receivePush(check, account, of)).toEqual({
    addressCheck: { status: 200, contentType: 'text/plain;charset=UTF-8', body: '4375120948345356249' },
  });
  const forged = { ...check, query: check.query.replace(/signature=./, 'signature=0') };
  expect(kindOf(() => receivePush(forged, { ...account, token: 'another1' }, of))).toBe('invalid-signature');
  // Nothing that a browser would run is ever given back.
  const script = addressCheckOf(us, '<script>alert(1)</script>', NOW);
  expect(kindOf(() => receivePush(script, account, of))).toBe('malformed');
});

describe('a push is refused', () => {
  test('of another app that was sealed with the same key', () => {
    const other = pushOf({ ...us, appid: 'wxfedcba9876543210' }, json, { sentAt: NOW });
    expect(kindOf(() => receivePush(other, account, of))).toBe('unauthorized');
  });

  test('that is sealed while we have no key, or another one, so that it is put right and comes again', () => {
    const { encoding_aes_key: _, ...without } = account;
    expect(kindOf(() => receive(json, {}, without as typeof account))).toBe('unauthorized');
    const otherKey = { ...account, encoding_aes_key: `${us.aesKey.slice(0, -1)}A` };
    expect(kindOf(() => receive(json, {}, otherKey))).toBe('unauthorized');
  });

  test('in plain text by who does not know the token', () => {
    expect(kindOf(() => receive(json, { sealed: false, token: 'guessed1' }))).toBe('invalid-signature');
  });

  test('whose body was exchanged for another sealed one', () => {
    const [one, other] = [pushOf(us, json, { sentAt: NOW }), pushOf(us, xml, { sentAt: NOW })];
    expect(kindOf(() => receivePush({ ...one, body: other.body }, account, of))).toBe('invalid-signature');
  });
});

test('XML brings no entities, no attributes and no prototype with it', () => {
  const bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xml><Event>&b;</Event></xml>';
  expect(JSON.stringify(readEvent(Buffer.from(bomb)))).not.toContain('aaaa');
  const event = readEvent(Buffer.from('<xml><__proto__><Event>x</Event></__proto__></xml>'));
  expect(event?.Event).toBeUndefined();
  expect(({} as { Event?: string }).Event).toBeUndefined();
});
