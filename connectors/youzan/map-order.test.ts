import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { MalformedError, UnknownValueError } from '../../domain/errors.ts';
import type { PushRequest, StoredMessage, TranslatedMessage } from '../contract.ts';
import { parseConfig } from './config.ts';
import { translate } from './map-order.ts';
import { receive } from './receive.ts';
import { signEvent } from './signing.ts';

const FOLDER = fileURLToPath(new URL('./fixtures', import.meta.url));
const config = parseConfig({
  client_id: '7f3a0c11d2e84b5a90',
  client_secret: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
  baseUrl: 'http://127.0.0.1:1',
});

interface PushFixture {
  envelope: Record<string, unknown>;
  msg: unknown;
  /** True for the kinds whose msg is an object; else it is URL-encoded JSON. */
  plainMsg?: boolean;
}
type Fixture = PushFixture | { answer: string };

function readFixture(name: string): Fixture {
  return JSON.parse(readFileSync(`${FOLDER}/${name}.json`, 'utf8')) as Fixture;
}

/** Through the same steps as in the hub: encoded, signed, received, stored, translated. */
function throughDoor({ envelope, msg, plainMsg = false }: PushFixture, msgText = JSON.stringify(msg)) {
  const body = Buffer.from(JSON.stringify({ ...envelope, msg: plainMsg ? msg : encodeURIComponent(msgText) }));
  const request: PushRequest = {
    method: 'POST',
    registeredUrl: 'https://hub.example.com/webhooks/youzan/c1',
    kind: null,
    query: '',
    contentType: 'application/json',
    headers: { 'event-sign': signEvent(body, config) },
    body,
    receivedAt: new Date('2026-03-01T02:20:31Z'),
  };
  const received = receive(request, config);
  if ('addressCheck' in received) throw new Error('a push was taken for a ping');
  const { method, query, contentType, receivedAt } = request;
  const payload = { method, query, contentType, body: body.toString('utf8') };
  const message: StoredMessage = { kind: received.kind, source: 'push', payload, receivedAt };
  return { envelope: received, message };
}

function pulled(answer: string): StoredMessage {
  const payload = { method: 'POST', query: '', contentType: 'application/json', body: answer } as const;
  return { kind: 'detail', source: 'pull', payload, receivedAt: new Date('2026-03-09T00:00:00Z') };
}

function meaningOf(fixture: Fixture): { envelope?: unknown; translated: TranslatedMessage } {
  if ('answer' in fixture) return { translated: translate(pulled(fixture.answer)) };
  const { envelope, message } = throughDoor(fixture);
  return { envelope, translated: translate(message) };
}

/** The paid order with some of its text changed. */
function changed(from: string | RegExp, to: string): StoredMessage {
  const fixture = readFixture('trade-buyer-pay') as PushFixture;
  const text = JSON.stringify(fixture.msg);
  const after = text.replace(from, to);
  if (after === text) throw new Error(`the example holds no ${String(from)}`);
  return throughDoor(fixture, after).message;
}

describe('what Youzan tells becomes what the shop sees', () => {
  test('a paid order needs no acceptance: it stands at accepted and says why', () => {
    const { events } = meaningOf(readFixture('trade-buyer-pay')).translated;
    expect(events.map(({ kind, implied = false }) => [kind, implied])).toEqual([
      ['placed', true],
      ['paid', false],
      ['accepted', true],
    ]);
    expect(events.at(-1)?.detail).toEqual({ reason: 'no accept call on this platform' });
  });

  test('the same order pushed and asked for is the same order', () => {
    const pushed = meaningOf(readFixture('trade-buyer-pay')).translated;
    const asked = meaningOf(readFixture('detail-waiting')).translated;
    expect(asked.snapshot).toEqual(pushed.snapshot);
    expect(asked.events.map(({ kind, occurredAt }) => [kind, occurredAt])).toEqual(
      pushed.events.map(({ kind, occurredAt }) => [kind, occurredAt]),
    );
  });
});

describe('what cannot be right is set aside, never guessed', () => {
  test.each([
    ['lines that do not add up to the payment', '"payment":"178.99"', '"payment":"178.98"'],
    ['a discount that is not the one of the sum', '"order_discount_fee":"10.01"', '"order_discount_fee":"10.00"'],
    ['a negative payment', '"payment":"200.99"', '"payment":"-200.99"'],
    ['a negative total', '"total_fee":"216.00"', '"total_fee":"-216.00"'],
    ['a negative discount', '"item_discount_fee":"10.00"', '"item_discount_fee":"-10.00"'],
    ['a negative price', '"price":"99.00"', '"price":"-99.00"'],
    ['no payment', '"payment":"200.99",', ''],
    ['no lines', /"orders":\[.*?\}\],/, '"orders":[],'],
    ['half a piece', '"num":2', '"num":0.5'],
    ['a day that no calendar has', '"created":"2026-03-01', '"created":"2026-02-30'],
    ['a time without a day', '"pay_time":"2026-03-01 10:20:29"', '"pay_time":"10:20:29"'],
  ])('%s', (_, from, to) => {
    expect(() => translate(changed(from, to))).toThrow(MalformedError);
  });

  test('more lines than a person orders', () => {
    const line = '{"title":"面","num":1,"price":"0","payment":"0"}';
    const message = changed(/"orders":\[.*?\}\],"address/, `"orders":[${Array(501).fill(line).join()}],"address`);
    expect(() => translate(message)).toThrow(MalformedError);
  });

  test('a status and a type that nobody has described name themselves', () => {
    const status = changed('"status":"WAIT_SELLER_SEND_GOODS"', '"status":"TRADE_FROZEN"');
    expect(() => translate(status)).toThrow(new UnknownValueError('status', 'TRADE_FROZEN'));
    const fixture = readFixture('trade-seller-ship') as PushFixture;
    const { message } = throughDoor({ ...fixture, envelope: { ...fixture.envelope, type: 'trade_TradeDreamt' } });
    expect(() => translate(message)).toThrow(new UnknownValueError('type', 'trade_TradeDreamt'));
  });

  test.each([
    ['not URL-encoded', '%E5%B'],
    ['not JSON', '%7B'],
    ['a list', '%5B%5D'],
    ['nothing', ''],
  ])('a msg that is %s is stored and set aside', (_, msg) => {
    const { envelope } = readFixture('trade-seller-ship') as PushFixture;
    const { message, envelope: received } = throughDoor({ envelope, msg, plainMsg: true });
    expect(received).toMatchObject({ kind: 'trade_TradeSellerShip', platformOrderId: 'E20260301102030000100001' });
    expect(() => translate(message)).toThrow(MalformedError);
  });

  test('the reason says nothing of the customer', () => {
    for (const [from, to] of [
      ['"payment":"200.99"', '"payment":"1"'],
      ['"status":"WAIT_SELLER_SEND_GOODS"', '"status":"X"'],
      ['"num":2', '"num":"many"'],
    ] as const) {
      expect(String(errorOf(() => translate(changed(from, to))))).not.toMatch(/13[89]0|李雷|示例路|0f1e2d3c/);
    }
  });
});

describe('odd but understandable', () => {
  test('characters that no database holds are taken out of names, choices and remarks, the order stays', () => {
    const { snapshot } = translate(changed('"buyer_message":"不要葱', '"buyer_message":"a\\u0000b\\ud83d'));
    expect(snapshot?.customer.remark).toBe('ab\ufffd 1+1，放门口👋');
    const choice = translate(changed('\\"v\\":\\"6寸\\"', '\\"v\\":\\"6\\\\u0000寸\\\\ud83d\\"'));
    expect(choice.snapshot?.lines[0]?.spec).toBe('6寸\ufffd 少糖 蜡烛：5 支');
  });

  test('choices that are not JSON are shown as they are', () => {
    const { snapshot } = translate(
      changed('"buyer_messages":"{\\"蜡烛\\":\\"5 支\\"}"', '"buyer_messages":"写 生日快乐"'),
    );
    expect(snapshot?.lines[0]?.spec).toBe('6寸 少糖 写 生日快乐');
  });

  test('a plus sign in words stays a plus sign', () => {
    expect(meaningOf(readFixture('trade-buyer-pay')).translated.snapshot?.customer.remark).toContain('1+1');
  });

  test('a phone is taken from the buyer where the address has none', () => {
    const { snapshot } = translate(changed('"receiver_tel":"13800000000",', ''));
    expect(snapshot?.customer.phone).toBe('13900000000');
  });
});

function errorOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
