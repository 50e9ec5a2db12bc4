import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { PushRequest } from '../contract.ts';
import { parseConfig } from './config.ts';
import { explainSignature } from './explain-signature.ts';

const SECRET = 'demo_app_secret';
const AT = new Date('2023-11-14T22:13:20Z');
const config = parseConfig({
  app_key: 'demo_app_key',
  app_secret: SECRET,
  auth_code: 'code',
  baseUrl: 'https://x.example',
});
const params = {
  app_key: 'demo_app_key',
  session: 'sess_1',
  timestamp: '2023-11-15 06:13:20',
  format: 'json',
  v: '1',
  sign_method: 'MD5',
  receipt_code: '1234567890',
  open_shop_uuid: 'abcdef0123456789',
};

/** The documents' rule once more, so that the connector does not check itself. */
function signatureOf(all: Record<string, string>, secret = SECRET): string {
  const pairs = Object.keys(all)
    .sort()
    .map((key) => `${key}${all[key] ?? ''}`);
  return createHash('md5')
    .update(secret + pairs.join('') + secret)
    .digest('hex');
}

function request(all: Record<string, string>): PushRequest {
  return {
    method: 'POST',
    registeredUrl: 'https://openapi.dianping.com/router/tuangou/receipt/prepare',
    kind: null,
    query: '',
    contentType: 'application/x-www-form-urlencoded',
    headers: {},
    body: Buffer.from(new URLSearchParams(all).toString()),
    receivedAt: AT,
  };
}

test('a right signature is told as right, and the secret is kept apart', () => {
  const [told] = explainSignature(request({ ...params, sign: signatureOf(params) }), config);
  expect(told).toMatchObject({ matches: true, problems: [], expected: '8cbcad2803f2b796e53fd713747d99a1' });
  expect(JSON.stringify({ ...told, toSign: [] })).not.toContain(SECRET);
  expect(told?.toSign.filter((piece) => typeof piece !== 'string')).toEqual([{ secret: SECRET }, { secret: SECRET }]);
});

test.each([
  [{ sign: signatureOf(params, `${SECRET}\n`) }, /newline/],
  [{ sign: signatureOf(params, 'another-secret') }, /secret is another one/],
  [{ sign: signatureOf(params), v: '2' }, /v is 2 instead of 1/],
  [{ sign: signatureOf(params), app_key: 'other' }, /app_key is other/],
  [{ sign: signatureOf(params), timestamp: '2023-11-15 05:13:20' }, /60 minutes before/],
])('a wrong one is told why: %j', (change, problem) => {
  const [told] = explainSignature(request({ ...params, ...change }), config);
  expect(told?.problems.join('; ')).toMatch(problem);
});

test('a call that nobody has signed yet is told what its signature has to be', () => {
  expect(explainSignature(request(params), config)[0]).toMatchObject({ given: null, expected: signatureOf(params) });
});
