import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConnectorError } from '../errors.ts';
import { isSame, openNotice, signEvent, signMsg } from './signing.ts';

const credentials = { client_id: '7f3a0c11d2e84b5a90', client_secret: '0f1e2d3c4b5a69788796a5b4c3d2e1f0' };

describe('Event-Sign', () => {
  /** Vectors of the protocol notes 2.1. */
  test.each([
    ['{"type":"A","msg":""}', '459074170436098f2f65b3737d99732e'],
    [
      '{"type":"trade_TradePaid","kdt_name":"测试小店","msg":"%7B%22tid%22%3A%22E1%22%7D"}',
      'c6bc469979e3f7b1acba3c60c5575802',
    ],
  ])('the published vector %s comes out', (body, sign) => {
    expect(signEvent(Buffer.from(body), credentials)).toBe(sign);
  });

  test('one flipped bit anywhere in the body is noticed, and bytes that are no text count as they are', () => {
    const body = Buffer.from('{"type":"A","msg":"测"}');
    const sign = signEvent(body, credentials);
    for (let at = 0; at < body.length; at += 1) {
      const flipped = Buffer.from(body);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      expect(isSame(sign, signEvent(flipped, credentials))).toBe(false);
    }
    expect(signEvent(Buffer.of(0xff), credentials)).not.toBe(signEvent(Buffer.of(0xfe), credentials));
  });

  test('any body that was signed verifies, under this secret only', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (body) => {
        const sign = signEvent(body, credentials);
        expect(isSame(sign, signEvent(body, credentials))).toBe(true);
        expect(isSame(sign, signEvent(body, { ...credentials, client_secret: `${credentials.client_secret}0` }))).toBe(
          false,
        );
        expect(isSame(sign, signEvent(body, { ...credentials, client_id: '7f3a0c11d2e84b5a91' }))).toBe(false);
      }),
    );
  });
});

describe('the older sign of msg', () => {
  /** Vectors of the protocol notes 2.2. */
  test.each([
    ['%7B%22tid%22%3A%22E1%22%7D', 'f380cca7ce78020cc6171ce456baef57'],
    [
      '%7B%22update_time%22%3A%222026-03-01%2010%3A20%3A30%22%2C%22payment%22%3A%2223.50%22%2C%22tid%22%3A%22E20260301102030000100001%22%2C%22status%22%3A%22TRADE_CLOSED%22%2C%22close_type%22%3A4%7D',
      'fe27a711b7f658948bdc133ff893b9b7',
    ],
  ])('the published vector %s comes out of the text before decoding', (msg, sign) => {
    expect(signMsg(msg, credentials)).toBe(sign);
    expect(signMsg(decodeURIComponent(msg), credentials)).not.toBe(sign);
  });
});

test.each([undefined, null, '', 'c6bc', 5, ['c6bc469979e3f7b1acba3c60c5575802'], 'c6bc469979e3f7b1acba3c60c557580g'])(
  'the signature %j is none',
  (given) => {
    expect(isSame(given, 'c6bc469979e3f7b1acba3c60c5575802')).toBe(false);
  },
);

test('capital letters are the same signature', () => {
  expect(isSame('C6BC469979E3F7B1ACBA3C60C5575802', 'c6bc469979e3f7b1acba3c60c5575802')).toBe(true);
});

describe('notices of subscription and authorisation', () => {
  /** Vectors of the protocol notes 2.3. */
  test.each([
    [
      '5f00d1e5c0ffee1234567890abcdef',
      'X5RIv9JXe9fu0DxoC86nh6by6uJx6zkKgtKzzuD%2FBBFc9xP0D2yvdmpHJo%2FUUEewBBGTljZENqQDF5ezBkE%2FT5mydQXbcU8TInA8D%2Fs8YqSunx0axlOBL%2F3xyNTwwgfZPLeOCt%2BYS33fw1z%2FeK1a6g%3D%3D',
      '{"appId":110,"kdtId":160,"orderNo":"E201905060000001","price":42,"status":20,"type":"APP_SUBSCRIBE"}',
    ],
    [
      '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
      'qGlExT6f9O6tBvIaIrRLWsDPosiJ8HUM8kXK4Uqi89TSwgwbq071oAmVBM8xqVrgL7Ap%2F18KWqNEGj8ILHD1TzxwMkdfDB1en%2BnPbrqnzyU%3D',
      '{"appId":2201,"kdtId":10086001,"type":"APP_AUTH","authTime":1772331630000}',
    ],
  ])('the published vector of secret %s opens', (secret, message, plain) => {
    expect(openNotice(decodeURIComponent(message), secret)).toBe(plain);
  });

  const seal = (text: string | Buffer, key = credentials.client_secret.slice(0, 16)) => {
    const cipher = createCipheriv('aes-128-cbc', key, '0102030405060708');
    return Buffer.concat([cipher.update(text), cipher.final()]).toString('base64');
  };

  test.each([
    ['sealed with another secret', seal('{}', 'another secret!!')],
    ['no JSON', seal('hello')],
    ['no text', seal(Buffer.of(0xff, 0xfe))],
    ['no base64', '%%%'],
    ['half a block', seal('{}').slice(0, 8)],
    ['nothing', ''],
    ['longer than any notice', 'A'.repeat(20_004)],
  ])('a notice that is %s is refused, and the refusal does not say why', (_, message) => {
    expect(() => openNotice(message, credentials.client_secret)).toThrow(
      new ConnectorError('invalid-signature', 'the notice was not sealed with the secret of this connection'),
    );
  });
});
