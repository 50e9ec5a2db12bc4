import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withoutCardNumbers } from './card-numbers.ts';

const body = (text: string) =>
  withoutCardNumbers({ method: 'POST', query: '', contentType: 'application/json', body: text }).body;
const UNIONPAY = '6222021234567890128';
const VISA = '4111111111111111';

function luhn(digits: string): string {
  for (let last = 0; last < 10; last += 1) {
    const sum = [...`${digits}${last}`].reverse().reduce((total, digit, place) => {
      const value = Number(digit) * (place % 2 === 1 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
    if (sum % 10 === 0) return `${digits}${last}`;
  }
  throw new Error('one of ten fits');
}
const unionpay = luhn(UNIONPAY.slice(0, -1));

describe('the number of a payment card that a customer wrote down', () => {
  test.each([
    ['in JSON', `{"caution":"卡号${unionpay}，谢谢"}`],
    ['behind a blank', `{"caution":"card ${VISA}"}`],
    ['in groups', `{"caution":"刷卡 4111 1111 1111 1111"}`],
    ['with the date of its end', `{"caution":"卡 ${VISA} 12/27"}`],
    ['before more digits', `{"caution":"卡号${VISA} 2027年"}`],
    ['in a form', `caution=${encodeURIComponent(`卡号${unionpay}，谢谢`)}&order_id=1600012345678901234`],
    ['in a form that is encoded twice', `caution=${encodeURIComponent(encodeURIComponent(`卡号 ${VISA} 谢谢`))}`],
    ['behind escapes of JSON', `{"caution":"\\u5361\\u53f7${unionpay}"}`],
    ['in JSON inside a form', `order=${encodeURIComponent(JSON.stringify({ caution: `卡号${VISA}` }))}`],
  ])('is not stored: %s', (_, text) => {
    const digits = body(text).replaceAll(/%(?:25)?20|[ +]/g, '');
    expect(digits).not.toContain(unionpay);
    expect(digits).not.toContain(VISA);
    expect(body(text)).toMatch(/\*{4}/);
    // The last four stay, so that a clerk can talk about it.
    expect(digits).toMatch(/\*(?:1111|\d{4})/);
  });

  test('leaves the rest as it was, and the text as readable as before', () => {
    const text = JSON.stringify({ order_id: unionpay, caution: `卡号${unionpay}，少糖` });
    expect(JSON.parse(body(text))).toEqual({
      order_id: unionpay,
      caution: `卡号${'*'.repeat(15)}${unionpay.slice(-4)}，少糖`,
    });
  });
});

describe('what looks like one and is none stays', () => {
  test.each([
    ['an order number', `{"order_id":${unionpay},"wm_order_id_view":"${unionpay}"}`],
    ['JSON with blanks', `{ "order_id": ${unionpay}, "ids": [ ${VISA}, ${unionpay} ] }`],
    ['numbers of a form', `order_id=${unionpay}&app_poi_code=${VISA}`],
    ['JSON inside JSON', JSON.stringify({ detail: JSON.stringify([{ sku_id: VISA, food_id: Number(VISA) }]) })],
    ['an address of a picture', `{"img":"https://img.example/${VISA}.jpg?x=${unionpay}"}`],
    ['a tracking number', `{"waybill":"YT${VISA}"}`],
    ['a number that does not check', `{"caution":"单号 4111111111111112"}`],
    ['a phone', `{"caution":"打 13812345678"}`],
  ])('%s', (_, text) => {
    expect(body(text)).toBe(text);
  });

  test('any JSON of numbers, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 10n ** 12n, max: 10n ** 19n - 1n })), (ids) => {
        const text = JSON.stringify(ids.map((id) => ({ id: String(id) })));
        expect(body(text)).toBe(text);
      }),
    );
  });
});
