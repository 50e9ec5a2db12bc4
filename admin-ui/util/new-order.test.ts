import { describe, expect, test } from 'vitest';
import { type Draft, draftFrom, emptyDraft, fenOf, newOrderOf, problemOf, totalOf, yuanOf } from './new-order.ts';

const cake: Draft = {
  ...emptyDraft(),
  lines: [
    { key: 1, name: '草莓蛋糕', spec: '少糖', price: '128', quantity: 1 },
    { key: 2, name: '蜡烛', spec: '', price: '5.50', quantity: 2 },
    { key: 3, name: ' ', spec: '', price: '', quantity: 1 },
  ],
};

test.each([
  ['128', 12_800],
  ['5.5', 550],
  ['0.01', 1],
  ['￥12.30', 1_230],
  ['12。5', 1_250],
  ['', 0],
  ['1.234', undefined],
  ['-3', undefined],
  ['12元', undefined],
])('%s is as many fen as the clerk means', (typed, fen) => {
  expect(fenOf(typed)).toBe(fen);
});

test('an amount goes back into the form as it would be typed', () => {
  expect([12_800, 550, 1, 0].map(yuanOf)).toEqual(['128', '5.50', '0.01', '0']);
});

test('an earlier order once more has its goods at its prices, and nobody’s name', () => {
  const line = {
    id: 'l1',
    name: '草莓蛋糕',
    spec: null,
    skuCode: null,
    quantity: 2,
    unitPriceMinor: 12_850,
    totalMinor: 25_700,
    shipped: null,
  };
  expect(draftFrom({ lines: [line], deliveryMode: 'platform_delivery' })).toEqual({
    ...emptyDraft(),
    deliveryMode: 'delivery',
    lines: [{ key: 1, name: '草莓蛋糕', spec: '', price: '128.50', quantity: 2 }],
  });
});

describe('a draft', () => {
  test('is summed as it is typed, and empty lines are nobody’s', () => {
    expect(totalOf(cake)).toBe(13_900);
    expect(totalOf({ ...cake, deliveryFee: '10', discount: '9' })).toBe(14_000);
    expect(newOrderOf(cake, 's1')).toEqual({
      shopId: 's1',
      lines: [
        { name: '草莓蛋糕', spec: '少糖', quantity: 1, unitPriceMinor: 12_800 },
        { name: '蜡烛', quantity: 2, unitPriceMinor: 550 },
      ],
      deliveryMinor: 0,
      discountMinor: 0,
      deliveryMode: 'pickup',
      customer: {},
      paid: true,
    });
  });

  test.each([
    ['no_lines', emptyDraft()],
    ['price', { ...cake, lines: [{ key: 1, name: '面', spec: '', price: '', quantity: 1 }] }],
    ['fee', { ...cake, deliveryFee: 'x' }],
    ['discount', { ...cake, discount: '999' }],
    ['address', { ...cake, deliveryMode: 'delivery' }],
    [null, cake],
  ] as const)('says what is missing: %s', (problem, draft) => {
    expect(problemOf(draft as Draft)).toBe(problem);
  });
});
