import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { PushRequest } from '../contract.ts';
import { parseConfig } from './config.ts';
import { explainSignature } from './explain-signature.ts';

const CLIENT = '7f3a0c11d2e84b5a90';
const SECRET = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';
const config = parseConfig({ client_id: CLIENT, client_secret: SECRET, baseUrl: 'http://127.0.0.1:1' });
/** Vectors of the protocol notes 2.1 and 2.2. */
const BODY = '{"type":"trade_TradePaid","kdt_name":"测试小店","msg":"%7B%22tid%22%3A%22E1%22%7D"}';
const EVENT_SIGN = 'c6bc469979e3f7b1acba3c60c5575802';
const MSG = '%7B%22tid%22%3A%22E1%22%7D';
const SIGN = 'f380cca7ce78020cc6171ce456baef57';

function push(body: string, eventSign?: string): PushRequest {
  return {
    method: 'POST',
    registeredUrl: 'https://hub.example.com/webhooks/youzan/c1',
    kind: null,
    query: '',
    contentType: 'application/json',
    headers: eventSign === undefined ? {} : { 'event-sign': eventSign },
    body: Buffer.from(body),
    receivedAt: new Date(),
  };
}
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

describe('a Youzan signature, step by step', () => {
  test('the published vectors come out, the one that the request carries first', () => {
    expect(explainSignature(push(BODY, EVENT_SIGN), config)).toMatchObject([
      { name: 'Event-Sign', matches: true, expected: EVENT_SIGN, toSign: [CLIENT, BODY, { secret: SECRET }] },
      { name: 'sign', given: null, expected: SIGN, toSign: [CLIENT, MSG, { secret: SECRET }] },
    ]);
    const older = push(JSON.stringify({ type: 'trade_TradePaid', msg: MSG, sign: SIGN }));
    expect(explainSignature(older, config)[0]).toMatchObject({ name: 'sign', matches: true, problems: [] });
  });

  const reordered = JSON.stringify(JSON.parse(BODY), null, 2);
  test.each([
    ['a newline after the body', BODY, md5(`${CLIENT}${BODY}\n${SECRET}`), 'a newline follows the body'],
    ['a body that was parsed and written again', reordered, EVENT_SIGN, 'parsed and written again'],
    ['msg alone', BODY, SIGN, 'only msg is signed'],
    ['no client_id', BODY, md5(`${BODY}${SECRET}`), 'client_id is left out'],
    ['half a signature', BODY, EVENT_SIGN.slice(16), '16 characters instead of 32'],
  ])('a header over %s is recognised', (_, body, given, words) => {
    expect(explainSignature(push(body, given), config)[0]?.problems.join()).toContain(words);
  });

  test('an older sign over the decoded msg is recognised', () => {
    const sign = md5(`${CLIENT}${decodeURIComponent(MSG)}${SECRET}`);
    const [older] = explainSignature(push(JSON.stringify({ msg: MSG, sign })), config);
    expect(older?.problems.join()).toContain('msg is decoded before it is signed');
  });
});
