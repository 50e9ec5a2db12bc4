import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MalformedError, UnknownValueError } from '../../domain/errors.ts';
import { runsOf } from '../conformance-steps.ts';
import type { StoredMessage } from '../contract.ts';
import { translate } from './map-order.ts';
import type { TypedOrder } from '../typed-order.ts';

const AT = '2026-11-26T04:00:00.000Z';
const cake: TypedOrder = {
  at: AT,
  by: '小李',
  lines: [{ name: '6 寸草莓蛋糕', spec: '少糖', skuCode: null, quantity: 2, unitPriceMinor: 12_800 }],
  deliveryMinor: 1_000,
  discountMinor: 600,
  deliveryMode: 'delivery',
  promisedAt: '2026-11-26T09:00:00.000Z',
  customer: { name: '王女士', phone: '13800000000', address: '示例路 1 号' },
  remark: '写“生日快乐”',
  paid: true,
};
const message = (kind: string, body: unknown): StoredMessage => ({
  kind,
  source: 'push',
  payload: { method: 'POST', query: '', contentType: 'application/json', body: JSON.stringify(body) },
  receivedAt: new Date(AT),
});

describe('an order that staff typed', () => {
  test('is placed, paid and accepted by who typed it, with its sum in parts', () => {
    const { snapshot, events } = translate(message('typed', cake));
    expect(events.map(({ kind, actor }) => `${kind} ${actor}`)).toEqual([
      'placed customer',
      'paid customer',
      'accepted 小李',
    ]);
    expect(snapshot).toMatchObject({ totalMinor: 26_000, paidAt: new Date(AT), customer: { remark: '写“生日快乐”' } });
    expect(snapshot?.amounts.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
      ['goods', 25_600],
      ['delivery', 1_000],
      ['discount', -600],
    ]);
  });

  test('that is paid later is accepted all the same, and is not called paid', () => {
    const { snapshot, events } = translate(message('typed', { ...cake, paid: false }));
    expect(events.map(({ kind }) => kind)).toEqual(['placed', 'accepted']);
    expect(snapshot?.paidAt).toBeNull();
    expect(translate(message('told', { at: AT, by: '小李', what: 'paid' })).events).toEqual([
      { kind: 'paid', occurredAt: new Date(AT), actor: '小李' },
    ]);
  });

  test('adds up to the fen whatever was typed', () => {
    const line = fc.record({
      quantity: fc.integer({ min: 1, max: 999 }),
      unitPriceMinor: fc.integer({ min: 0, max: 999_999 }),
    });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 20 }), fc.nat(50_000), (parts, deliveryMinor) => {
        const lines = parts.map((part) => ({ name: '面', spec: null, skuCode: null, ...part }));
        const { snapshot } = translate(message('typed', { ...cake, lines, deliveryMinor, discountMinor: 0 }));
        const goods = lines.reduce((sum, { quantity, unitPriceMinor }) => sum + quantity * unitPriceMinor, 0);
        expect(snapshot?.totalMinor).toBe(goods + deliveryMinor);
      }),
      runsOf(100),
    );
  });

  test.each([
    ['a discount above the sum', { ...cake, discountMinor: 99_999_999 }],
    ['no lines', { ...cake, lines: [] }],
    ['a negative price', { ...cake, lines: [{ ...cake.lines[0], unitPriceMinor: -1 }] }],
    ['a field of tomorrow', { ...cake, colour: 'red' }],
  ])('with %s waits for a person', (_, body) => {
    expect(() => translate(message('typed', body))).toThrow(MalformedError);
  });

  test('news of an unknown kind wait for a person', () => {
    expect(() => translate(message('eaten', cake))).toThrow(UnknownValueError);
  });
});
