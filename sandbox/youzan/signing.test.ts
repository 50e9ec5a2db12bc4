import { describe, expect, test } from 'vitest';
import { encodeMessage, eventSign, messageSign } from './signing.ts';

const ID = '7f3a0c11d2e84b5a90';
const SECRET = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';

describe("the document's vectors", () => {
  test.each([
    ['{"type":"A","msg":""}', '459074170436098f2f65b3737d99732e'],
    [
      '{"type":"trade_TradePaid","kdt_name":"测试小店","msg":"%7B%22tid%22%3A%22E1%22%7D"}',
      'c6bc469979e3f7b1acba3c60c5575802',
    ],
  ])('Event-Sign of %s', (body, sign) => {
    expect(eventSign(ID, body, SECRET)).toBe(sign);
    expect(eventSign(ID, body.replace('"', "'"), SECRET)).not.toBe(sign);
  });

  test.each([
    ['{"tid":"E1"}', 'f380cca7ce78020cc6171ce456baef57'],
    [
      '{"update_time":"2026-03-01 10:20:30","payment":"23.50","tid":"E20260301102030000100001","status":"TRADE_CLOSED","close_type":4}',
      'fe27a711b7f658948bdc133ff893b9b7',
    ],
  ])('the older sign over the encoded %s', (json, sign) => {
    expect(messageSign(ID, encodeMessage(json, 'strict'), SECRET)).toBe(sign);
  });
});

test('a message is percent-encoded; colons and commas may stay bare', () => {
  expect(encodeMessage('{"a":"1 2","b":"+"}', 'strict')).toBe('%7B%22a%22%3A%221%202%22%2C%22b%22%3A%22%2B%22%7D');
  expect(encodeMessage('{"a":"1 2","b":"+"}', 'loose')).toBe('%7B%22a%22:%221%202%22,%22b%22:%22%2B%22%7D');
});
