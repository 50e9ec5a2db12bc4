import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { MalformedError, UnknownValueError } from '../../domain/errors.ts';
import type { PushRequest, StoredMessage } from '../contract.ts';
import { parseConfig } from './config.ts';
import { translate } from './map-order.ts';
import { receive } from './receive.ts';
import { sign } from './signing.ts';

const FOLDER = fileURLToPath(new URL('./fixtures', import.meta.url));
const secret = '0123456789abcdef0123456789abcdef';
const config = parseConfig({ app_id: '1001', secret, baseUrl: 'http://127.0.0.1:1' });
const address = 'https://hub.example.com/webhooks/meituan/c1';

interface PushFixture {
  method: 'GET' | 'POST';
  /** Last segment of the address, for pushes that only it tells apart. */
  kind?: string;
  params: Record<string, string>;
}
function readFixture(name: string): PushFixture {
  return JSON.parse(readFileSync(`${FOLDER}/${name}.json`, 'utf8')) as PushFixture;
}

/** Through the same steps as in the hub: signed, encoded twice, received, stored, translated. */
function throughDoor({ method, kind = '', params }: PushFixture): StoredMessage {
  const registeredUrl = kind ? `${address}/${kind}` : address;
  const all = { ...params, sig: sign(registeredUrl, params, secret) };
  const text = Object.entries(all)
    .map(([key, value]) => `${key}=${encodeURIComponent(encodeURIComponent(value))}`)
    .join('&');
  const request: PushRequest = {
    method,
    registeredUrl,
    kind: kind || null,
    query: method === 'GET' ? text : '',
    contentType: method === 'GET' ? null : 'application/x-www-form-urlencoded',
    headers: {},
    body: Buffer.from(method === 'GET' ? '' : text),
    receivedAt: new Date(Number(params.timestamp) * 1000 + 500),
  };
  const received = receive(request, config);
  if ('addressCheck' in received) throw new Error('a push was taken for an address check');
  const { query, contentType, body, receivedAt } = request;
  const payload = { method, query, contentType, body: body.toString('utf8'), variant: received.variant ?? '' };
  const message: StoredMessage = { kind: received.kind, source: 'push', payload, receivedAt };
  return message;
}

function changed(name: string, change: Record<string, string | undefined>): StoredMessage {
  const fixture = readFixture(name);
  const params = Object.fromEntries(
    Object.entries({ ...fixture.params, ...change }).filter(([, value]) => value !== undefined),
  );
  return throughDoor({ ...fixture, params: params as Record<string, string> });
}

describe('what Meituan tells becomes what the shop sees', () => {
  test('the newest news of a refund count as later than the wish, also in a push that repeats when it was asked', () => {
    const kindsAndTimes = (notify_type: string, res_type: string, is_appeal = '0') => {
      const [event] = translate(changed('refund-requested', { notify_type, res_type, is_appeal })).events;
      return [event?.kind, (event?.occurredAt.getTime() ?? 0) / 1000];
    };
    const { params } = readFixture('refund-requested');
    const [asked, told] = [Number(params.ctime), Number(params.timestamp)];
    expect(told).toBeGreaterThan(asked);
    expect(kindsAndTimes('apply', '0')).toEqual(['refund_requested', asked]);
    expect(kindsAndTimes('reject', '1')).toEqual(['refund_refused', told]);
    expect(kindsAndTimes('apply', '0', '1')).toEqual(['refund_requested', told]);
    expect(kindsAndTimes('agree', '4')).toEqual(['refund_agreed', told]);
  });

  test.each([
    ['0', '0000', 'delivery'],
    ['0', '1001', 'platform_delivery'],
    ['0', '3001', 'platform_delivery'],
    ['0', undefined, 'delivery'],
    ['1', '1001', 'pickup'],
  ])('pick_type %s with logistics_code %s is %s', (pick_type, logistics_code, mode) => {
    const message = changed('order-paid-full', { pick_type, logistics_code });
    expect(translate(message).snapshot?.deliveryMode).toBe(mode);
  });
});

describe('what cannot be right is set aside, never guessed', () => {
  const line = (text: string) => ({ detail: `[{"food_name":"面","quantity":1,${text}}]` });
  test.each([
    ['a negative total', { total: '-1' }],
    ['no total', { total: '' }],
    ['a price of 1e400', line('"price":1e400')],
    ['half a piece', { detail: '[{"food_name":"面","quantity":0.5,"price":1}]' }],
    [
      'more lines than a person orders',
      { detail: `[${Array(501).fill('{"food_name":"面","quantity":1,"price":0}').join()}]` },
    ],
    ['a day number that no shop reaches', { day_seq: '9999999999999' }],
    ['a bag of half a fen', { package_bag_money: '0.5' }],
  ])('%s', (_, change) => {
    expect(() => translate(changed('order-paid-full', change))).toThrow(MalformedError);
  });

  test('a status that nobody has described names itself', () => {
    expect(() => translate(changed('order-paid-full', { status: '5' }))).toThrow(UnknownValueError);
    expect(() => translate(changed('order-paid-full', { status: '5' }))).toThrow('status has the unknown value "5"');
  });

  test('the reason says nothing of the customer', () => {
    for (const change of [{ total: '1' }, { status: '77' }, { detail: '[{"food_name":' }, { day_seq: '1e9' }]) {
      let said = '';
      try {
        translate(changed('order-paid-full', change));
      } catch (error) {
        said = String(error);
      }
      expect(said).not.toBe('');
      expect(said).not.toMatch(/138|李|示例路|0123456789abcdef/);
    }
  });
});

describe('odd but understandable', () => {
  test('characters that no database holds are taken out of names and remarks, the order stays', () => {
    const { snapshot } = translate(
      changed('order-paid-published', {
        caution: 'a\u0000b',
        detail: '[{"food_name":"牛\\u0000肉\\ud83d面","quantity":1,"price":35.5}]',
      }),
    );
    expect(snapshot?.customer.remark).toBe('ab');
    expect(snapshot?.lines[0]?.name).toBe('牛肉\ufffd面');
  });

  test('a cancelled order with half of its fields still cancels', () => {
    const { events } = translate(changed('order-cancelled', { reason_code: undefined, reason: undefined }));
    expect(events).toMatchObject([
      { kind: 'cancelled', actor: 'customer', detail: { reasonCode: null, reason: null } },
    ]);
  });

  test('an order that Meituan calls incomplete brings its news, and its amounts are asked for', () => {
    const { snapshot, events } = translate(changed('order-paid-incomplete', {}));
    expect(snapshot).toBeNull();
    expect(events.map(({ kind }) => kind)).toEqual(['placed', 'paid']);
  });
});
