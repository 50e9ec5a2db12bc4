import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { PushRequest } from '../contract.ts';
import { parseConfig } from './config.ts';
import { explainSignature } from './explain-signature.ts';

const SECRET = 'a00ba58f000001aa697ab000006d52d';
const ADDRESS = 'https://waimaiopen.meituan.com/api/v1/order/getOrderDaySeq';
const config = parseConfig({ app_id: '0000', secret: SECRET, baseUrl: 'https://waimaiopen.meituan.com' });
const SENT_AT = new Date(1_389_751_221_000);
/** The vector wm-v1 of the protocol notes (A2). */
const PUBLISHED = { app_id: '0000', timestamp: '1389751221', app_poi_code: '31号测试店' };
const SIG = '488c2c2302262b62e3666a4aa4b48083';

function call(params: Record<string, string>, change: Partial<PushRequest> = {}): PushRequest {
  const query = Object.entries(params).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return {
    method: 'GET',
    registeredUrl: ADDRESS,
    kind: null,
    query: query.join('&'),
    contentType: null,
    headers: {},
    body: Buffer.alloc(0),
    receivedAt: SENT_AT,
    ...change,
  };
}
const explain = (request: PushRequest) => explainSignature(request, config)[0];
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

describe('a Meituan signature, step by step', () => {
  test('the published vector comes out, and shows what was signed in which order', () => {
    expect(explain(call({ ...PUBLISHED, sig: SIG }))).toMatchObject({
      matches: true,
      problems: [],
      expected: SIG,
      taken: [
        { name: 'address', value: ADDRESS },
        { name: 'app_id', value: '0000' },
        { name: 'app_poi_code', value: '31号测试店' },
        { name: 'timestamp', value: '1389751221' },
      ],
      toSign: [`${ADDRESS}?app_id=0000&app_poi_code=31号测试店&timestamp=1389751221`, { secret: SECRET }],
    });
    expect(explain(call(PUBLISHED))).toMatchObject({ given: null, expected: SIG, goesInto: 'the parameter sig' });
  });

  const pairs = 'app_id=0000&app_poi_code=31号测试店&timestamp=1389751221';
  const encoded = `app_id=0000&app_poi_code=${encodeURIComponent('31号测试店')}&timestamp=1389751221`;
  test.each([
    ['http instead of https', md5(`${ADDRESS.replace('https', 'http')}?${pairs}${SECRET}`), 'begins with http'],
    ['a slash at the end of the address', md5(`${ADDRESS}/?${pairs}${SECRET}`), 'with a slash at its end'],
    ['encoded values', md5(`${ADDRESS}?${encoded}${SECRET}`), 'as they are encoded on the wire'],
    ['no app_id', md5(`${ADDRESS}?${pairs.slice(12)}${SECRET}`), 'app_id is not signed'],
    ['a secret with a newline', md5(`${ADDRESS}?${pairs}${SECRET}\n`), 'newline at its end'],
    ['another secret', md5(`${ADDRESS}?${pairs}no`), 'most likely the secret is another one'],
  ])('a signature over %s is recognised', (_, sig, words) => {
    const explained = explain(call({ ...PUBLISHED, sig }));
    expect(explained).toMatchObject({ matches: false, expected: SIG });
    expect(explained?.problems.join()).toContain(words);
  });

  test('a right signature that is too old, or of another app, is said to be', () => {
    const late = call({ ...PUBLISHED, sig: SIG }, { receivedAt: new Date(SENT_AT.getTime() + 11 * 60_000) });
    expect(explain(late)).toMatchObject({ matches: true, problems: [expect.stringContaining('11 minutes before')] });
    const other = parseConfig({ ...config, app_id: '9' });
    expect(explainSignature(call({ ...PUBLISHED, sig: SIG }), other)[0]?.problems.join()).toContain('app_id is 0000');
  });
});
