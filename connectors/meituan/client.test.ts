import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ConnectorError } from '../errors.ts';
import { cancelOrder, confirmOrder, getOrderDetail } from './client.ts';
import { type MeituanAccess, parseConfig } from './config.ts';
import { verify } from './signing.ts';

const SECRET = '0123456789abcdef0123456789abcdef';
const PHONE = '13800000000';

let answer: (request: IncomingMessage, response: ServerResponse) => void;
let asked: { method: string; url: URL }[] = [];
const server = createServer((request, response) => {
  asked.push({ method: request.method ?? '', url: new URL(request.url ?? '', access.config.baseUrl) });
  answer(request, response);
});
let access: MeituanAccess;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  access = accessTo(`http://127.0.0.1:${port}/meituan`);
});
beforeEach(() => {
  asked = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Calls of a merchant's own app need no token. */
function accessTo(baseUrl: string): MeituanAccess {
  const tokens = { token: () => Promise.reject(new Error('nobody asks for a token')) };
  return { config: parseConfig({ app_id: '1001', secret: SECRET, baseUrl }), platformShopId: 't_poi_01', tokens };
}

function answerWith(status: number, body: string, headers: Record<string, string> = {}): void {
  answer = (_, response) => void response.writeHead(status, headers).end(body);
}

const never = new AbortController().signal;
const accept = (signal = never) => confirmOrder(access, '9223372036854775000', signal);
const read = (signal = never) => getOrderDetail(access, '9223372036854775000', signal);

async function errorOf(run: Promise<unknown>): Promise<ConnectorError> {
  const error = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ConnectorError);
  return error as ConnectorError;
}

describe('asking Meituan', () => {
  test('a call is signed over its whole address and raw values, ids exact, Chinese unharmed', async () => {
    answerWith(200, '{"data":"ok"}');
    await cancelOrder(access, '9223372036854775000', '2009', '草莓没了 & 100%', never);
    const { method, url } = asked[0] ?? { method: '', url: new URL('http://none') };
    const params = Object.fromEntries(url.searchParams);
    expect([method, url.pathname]).toEqual(['GET', '/meituan/api/v1/order/cancel']);
    expect(params).toMatchObject({
      order_id: '9223372036854775000',
      reason_code: '2009',
      reason: '草莓没了 & 100%',
      app_id: '1001',
    });
    expect(verify(`${access.config.baseUrl}/api/v1/order/cancel`, params, SECRET)).toBe(true);
  });

  test('the answer to a question is given back as it came, numbers above 2^53 untouched', async () => {
    const text = '{"data":{"order_id":9223372036854775000,"total":35.50}}';
    answerWith(200, text);
    expect(await read()).toBe(text);
  });

  /** Protocol notes A7. After `asks` the order is read before anything is decided. */
  test.each([
    ['700', 'system error', 'outcome-unknown', 'unavailable'],
    ['701', 'missing parameter', 'rejected', 'rejected'],
    ['702', 'unknown app_id', 'unauthorized', 'unauthorized'],
    ['703', 'bad signature', 'unauthorized', 'unauthorized'],
    ['704', 'no right to this record', 'unauthorized', 'unauthorized'],
    ['705', 'malformed parameter', 'rejected', 'rejected'],
    ['708', 'no right to this interface', 'unauthorized', 'unauthorized'],
    ['711', 'called too often', 'rate-limited', 'rate-limited'],
    ['801', 'the shop exists already', 'rejected', 'rejected'],
    ['804', 'the dish exists already', 'rejected', 'rejected'],
    ['803', 'no such shop', 'rejected', 'rejected'],
    ['805', 'no such dish', 'rejected', 'rejected'],
    ['806', 'no such order', 'rejected', 'rejected'],
    ['808', 'the state has changed', 'outcome-unknown', 'unavailable'],
    ['1001', 'confirm failed at the backend', 'outcome-unknown', 'unavailable'],
    ['1002', 'cancel failed at the backend', 'outcome-unknown', 'unavailable'],
    ['1005', 'shop has no Meituan delivery', 'rejected', 'rejected'],
    ['1006', 'shop has Meituan delivery already', 'rejected', 'rejected'],
    ['1014', 'rider task cannot be cancelled now', 'rejected', 'rejected'],
    ['1015', 'no such sku', 'rejected', 'rejected'],
    ['1022', 'order completed, cannot cancel', 'rejected', 'rejected'],
    ['1038', 'only self-delivery shops', 'rejected', 'rejected'],
    ['4001', 'user token expired', 'unauthorized', 'unauthorized'],
    ['99999', 'a code of tomorrow', 'rejected', 'rejected'],
  ])('code %s (%s) is %s for a command and %s for a question', async (code, words, forCommand, forQuestion) => {
    answerWith(200, `{"data":"ng","error":{"code":${code},"msg":"${words}"}}`);
    expect(await errorOf(accept())).toMatchObject({ kind: forCommand, platformCode: code, platformMessage: words });
    expect((await errorOf(read())).kind).toBe(forQuestion);
  });

  test.each<[string, () => void, string, string]>([
    ['500', () => answerWith(500, 'oops'), 'outcome-unknown', 'unavailable'],
    ['502 from a proxy', () => answerWith(502, '<html>Bad Gateway</html>'), 'outcome-unknown', 'unavailable'],
    ['429', () => answerWith(429, '', { 'retry-after': '7' }), 'rate-limited', 'rate-limited'],
    ['a log-in page with 200', () => answerWith(200, '<html>请登录</html>'), 'outcome-unknown', 'unavailable'],
    ['a redirect', () => answerWith(302, '', { location: 'http://127.0.0.1:1/' }), 'outcome-unknown', 'unavailable'],
    ['half a page', () => answerWith(200, '{"data":'), 'outcome-unknown', 'unavailable'],
    ['nothing at all', () => answerWith(200, ''), 'outcome-unknown', 'unavailable'],
    ['a cut line', () => (answer = (request) => void request.socket.destroy()), 'outcome-unknown', 'unavailable'],
    ['an answer that never ends', () => answerWith(200, 'x'.repeat(5 * 1024 * 1024)), 'outcome-unknown', 'unavailable'],
  ])(
    '%s is no success: a command is looked up, a question asked again',
    async (_, prepare, forCommand, forQuestion) => {
      prepare();
      expect((await errorOf(accept())).kind).toBe(forCommand);
      expect((await errorOf(read())).kind).toBe(forQuestion);
    },
  );

  test('how long Meituan wants us to wait is kept, within reason', async () => {
    answerWith(429, '', { 'retry-after': '7' });
    expect((await errorOf(accept())).retryAfterMs).toBe(7_000);
    answerWith(429, '', { 'retry-after': '86400' });
    expect((await errorOf(accept())).retryAfterMs).toBe(3_600_000);
    answerWith(429, '');
    expect((await errorOf(accept())).retryAfterMs).toBeUndefined();
  });

  test.each(['{"data":"OK?"}', '{"data":{}}', '{"data":null}', '{}', '{"data":["ok"]}'])(
    'the unclear answer %s to an accept is not taken for a yes',
    async (body) => {
      answerWith(200, body);
      expect((await errorOf(accept())).kind).toBe('outcome-unknown');
    },
  );

  test('where nobody listens, nothing was done and it may be sent again', async () => {
    const nowhere = accessTo('http://127.0.0.1:1');
    expect((await errorOf(confirmOrder(nowhere, '1', never))).kind).toBe('unavailable');
  });

  test('a call that is given up leaves its outcome open', async () => {
    const given = new AbortController();
    answer = () => given.abort();
    expect((await errorOf(accept(given.signal))).kind).toBe('outcome-unknown');
  });

  test('nothing that is thrown holds the secret, the signature or a phone number of the answer', async () => {
    const said: string[] = [];
    const bodies = [
      `{"data":{"recipient_phone":"${PHONE}"}}`,
      `<html>${PHONE}</html>`,
      `{"data":"ng","error":{"code":808,"msg":"状态已变"}}`,
    ];
    for (const status of [200, 302, 400, 429, 500]) {
      for (const body of bodies) {
        answerWith(status, body);
        said.push(inspect(await errorOf(accept()), { depth: Number.POSITIVE_INFINITY, showHidden: true }));
      }
    }
    answer = (request) => void request.socket.destroy();
    said.push(inspect(await errorOf(accept()), { depth: Number.POSITIVE_INFINITY, showHidden: true }));
    expect(said).toHaveLength(16);
    const signatures = asked.map(({ url }) => url.searchParams.get('sig') ?? 'none');
    for (const text of said) for (const word of [SECRET, PHONE, ...signatures]) expect(text).not.toContain(word);
  });
});
