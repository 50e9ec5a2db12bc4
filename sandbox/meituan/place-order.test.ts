import { expect, test } from 'vitest';
import { appSchema, type MeituanApp, type MeituanShop } from './apps.ts';
import { orderFields, pushFields } from './order-fields.ts';
import { placeOrder, placeSchema } from './place-order.ts';

const settings = appSchema.parse({ secret: 's', shops: [{ appPoiCode: 'p', name: '小麦面包房' }] });
const shop: MeituanShop = {
  appPoiCode: 'p',
  name: '小麦面包房',
  address: '',
  phone: '',
  logisticsCode: '0000',
  refundForm: 'notify',
  poiStatus: 121,
};
const app: MeituanApp = { ...settings, appId: '1', shops: [shop] };
const invent = (seed: number): ReturnType<typeof placeOrder> =>
  placeOrder(app, shop, '1600012345678901235', placeSchema.parse({}), seed, 1_700_000_000);

/** Re-added from the wire fields alone, as a receiver does it. */
test('the amounts of every invented order add up to what was paid', () => {
  for (let seed = 0; seed < 500; seed += 1) {
    const fields = pushFields(invent(seed), shop, []);
    const fen = (yuan: unknown): number => Math.round(Number(yuan) * 100);
    const detail = JSON.parse(fields['detail'] ?? '') as Record<string, number>[];
    const extras = JSON.parse(fields['extras'] ?? '') as Record<string, number>[];
    const items = detail.reduce((sum, line) => sum + fen(line['price']) * (line['quantity'] ?? 0), 0);
    const boxes = detail.reduce((sum, line) => sum + fen(line['box_price']) * (line['box_num'] ?? 0), 0);
    const reductions = extras.reduce((sum, row) => sum + fen(row['reduce_fee'] ?? 0), 0);
    const original = items + boxes + Number(fields['package_bag_money']) + fen(fields['shipping_fee']);
    expect(fen(fields['original_price'])).toBe(original);
    expect(fen(fields['total'])).toBe(original - reductions);
    expect(JSON.parse(fields['poi_receive_detail'] ?? '').onlinePayment).toBe(original - reductions);
    expect(extras.at(-1)).toEqual({});
  }
});

test('the same seed invents the same order, different seeds different ones', () => {
  expect(orderFields(invent(3), shop)).toEqual(orderFields(invent(3), shop));
  const details = Array.from({ length: 30 }, (_, seed) => pushFields(invent(seed), shop, [])['detail']);
  expect(new Set(details).size).toBeGreaterThan(20);
});

test('a bakery sells bread', () => {
  expect(invent(1).items.every((item) => item.appFoodCode.startsWith('BK-'))).toBe(true);
});

test('reductions above the price are refused', () => {
  const items = [{ name: '面', quantity: 1, priceYuan: '5' }];
  const body = placeSchema.parse({ items, reductionYuan: '5.01' });
  expect(() => placeOrder(app, shop, '1', body, 1, 1)).toThrow('more than the order costs');
});
