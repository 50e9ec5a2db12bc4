import { describe, expect, test } from 'vitest';
import type { PushRequest } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import { translate } from './map-order.ts';
import { receive, refuse } from './receive.ts';

const push = (content: unknown, change: Partial<PushRequest> = {}): PushRequest => ({
  method: 'POST',
  registeredUrl: 'https://hub.example.com/webhooks/weidian/c1',
  kind: null,
  query: '',
  contentType: 'application/x-www-form-urlencoded',
  headers: {},
  body: Buffer.from(`content=${encodeURIComponent(JSON.stringify(content))}`),
  receivedAt: new Date('2026-03-01T02:20:31Z'),
  ...change,
});
const closed = { type: 'weidian.order.close', message: { order_id: '1', status_ori: '60' } };

describe('a push of Weidian is a hint', () => {
  test('whatever it claims, the order is asked for and nothing else happens', () => {
    const { body, ...request } = push({ ...closed, message: { ...closed.message, total: '0.01', pay_time: 'never' } });
    const payload = { method: request.method, query: '', contentType: request.contentType, body: body.toString() };
    const { kind } = receive({ ...request, body });
    expect(translate({ kind, source: 'push', payload, receivedAt: request.receivedAt })).toEqual({
      snapshot: null,
      events: [],
      asksForOrder: true,
    });
  });

  test('its shop is the number beside the order, else the one inside', () => {
    const shopOf = (content: object) => receive(push({ ...closed, ...content })).platformShopId;
    expect(shopOf({ shopId: 1186005521 })).toBe('1186005521');
    expect(shopOf({ message: { order_id: '1', seller_id: '77' }, shopId: null })).toBe('77');
    expect(shopOf({})).toBeNull();
  });

  test('a hint that somebody guessed is another message than the real one', () => {
    const real = receive(push({ ...closed, message: { ...closed.message, add_time: '2026-03-01 10:18:02' } }));
    expect(receive(push(closed)).messageKey).not.toBe(real.messageKey);
  });

  test('one about no order is received all the same', () => {
    expect(receive(push({ type: 'weidian.shop.opened', message: {} })).platformOrderId).toBeNull();
  });
});

test.each([
  ['a GET', push(closed, { method: 'GET', query: 'content=%7B%7D', body: Buffer.alloc(0) })],
  ['JSON instead of a form', push(closed, { body: Buffer.from(JSON.stringify(closed)) })],
  ['two contents', push(closed, { body: Buffer.from('content=%7B%7D&content=%7B%7D') })],
  ['no type', push({ message: { order_id: '1' } })],
  ['no message', push({ type: 'weidian.order.close' })],
  ['a type that is no name', push({ ...closed, type: 'a b\n' })],
  ['an order id that is no id', push({ ...closed, message: { order_id: '1; DROP' } })],
])('%s is refused and asks for no repeat of a success', (_, request) => {
  const run = () => receive(request);
  expect(run).toThrow(ConnectorError);
  const refusal = refuse(new ConnectorError('malformed', 'no'));
  expect([refusal.status, refusal.body]).toEqual([400, '{"status":"fail","message":"no"}']);
});
