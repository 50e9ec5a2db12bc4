import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKey, createMerchant, createWorld, type World } from '../tests/harness.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({ worker: false });
});
afterAll(() => world.close());

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${world.api.url}${path}`, { headers, method, redirect: 'manual' });
const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

describe('for whom runs the hub', () => {
  test('it lives, it is ready, and it says so of its parts', async () => {
    await request(world.api.url).get('/healthz').expect(200, { status: 'ok' });
    await request(world.api.url).get('/readyz').expect(200, { status: 'ready', database: true, temporal: true });
  });

  test('figures are there for a collector', async () => {
    await world.owner.GET('/orders');
    const response = await get('/metrics');
    expect(response.headers.get('content-type')).toContain('text/plain');
    expect(await response.text()).toMatch(
      /jiedan_http_request_seconds_count\{operation="listOrders",status="200"\} [1-9]/,
    );
  });
});

describe('for integrators', () => {
  test('the description of the API is served, and the page to try it', async () => {
    const spec = (await (await get('/openapi.json')).json()) as { openapi: string; paths: Record<string, unknown> };
    expect(spec.openapi).toBe('3.1.0');
    expect(Object.keys(spec.paths)).toContain('/orders/{orderId}/accept');
    const page = await get('/docs', BROWSER);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const text = await page.text();
    for (const [, file = ''] of text.matchAll(/(?:href|src)="([^"]+)"/g))
      expect([file, (await get(file)).status]).toEqual([file, 200]);
  });

  test('every kind of problem is explained at its own address', async () => {
    const { items } = (await (await get('/problems')).json()) as {
      items: { slug: string; status: number; title: string }[];
    };
    expect(items.length).toBeGreaterThan(5);
    for (const { slug } of items) expect(await (await get(`/problems/${slug}`)).json()).toMatchObject({ slug });
    expect((await get('/problems/none')).status).toBe(404);
  });

  test.each([
    ['an address that does not exist', 'GET', '/api/v1/nothing', 404, 'not-found'],
    ['no address', 'GET', '/api/v1', 404, 'not-found'],
    ['another version', 'GET', '/api/v9/orders', 404, 'not-found'],
    ['a method that the address does not know', 'DELETE', '/api/v1/orders', 405, 'method-not-allowed'],
    ['an id that is none', 'GET', '/api/v1/orders/1', 400, 'invalid-request'],
    ['a parameter that is not described', 'GET', '/api/v1/orders?colour=red', 400, 'invalid-request'],
    ['a page of none', 'GET', '/api/v1/orders?limit=0', 400, 'invalid-request'],
    ['a time that is none', 'GET', '/api/v1/orders?placedFrom=yesterday', 400, 'invalid-request'],
    ['a cursor that somebody made up', 'GET', '/api/v1/orders?cursor=abc', 400, 'invalid-request'],
    ['a search with a NUL', 'GET', '/api/v1/orders?q=a%00b', 400, 'invalid-request'],
    ['a shop with a NUL', 'GET', '/api/v1/orders?shopId=%00', 400, 'invalid-request'],
  ])('%s is a problem in JSON, even for a browser', async (_, method, path, status, slug) => {
    const response = await get(path, { ...BROWSER, authorization: await keyOf() }, method);
    expect([path, response.status, response.headers.get('content-type')]).toEqual([
      path,
      status,
      'application/problem+json; charset=utf-8',
    ]);
    const body = (await response.json()) as Record<string, unknown>;
    expect(body).toMatchObject({
      type: `/problems/${slug}`,
      status,
      title: expect.any(String),
      detail: expect.any(String),
    });
    expect(body.requestId).toBe(response.headers.get('x-request-id'));
  });

  test('the id of a request is taken over when it is one, and made when it is not', async () => {
    expect((await get('/healthz', { 'x-request-id': 'shop-42-abcdef' })).headers.get('x-request-id')).toBe(
      'shop-42-abcdef',
    );
    expect((await get('/healthz', { 'x-request-id': 'a b"<>' })).headers.get('x-request-id')).toMatch(
      /^[0-9a-f-]{36}$/,
    );
  });
});

let token: string | undefined;
async function keyOf(): Promise<string> {
  token ??= await fetch(`${world.api.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(world.login),
  }).then(async (response) => ((await response.json()) as { accessToken: string }).accessToken);
  return `Bearer ${token}`;
}

describe('for people', () => {
  test.each(['/', '/orders', '/orders/0197a0c1-0000-7000-8000-000000000000', '/login?next=%2Forders', '/no/such/page'])(
    '%s is the page, never kept by the browser',
    async (path) => {
      const response = await get(path, BROWSER);
      expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-cache']);
      expect(await response.text()).toContain('<div id="root"');
    },
  );

  test('its files are kept for ever, and a file that is gone is not the page', async () => {
    const page = await (await get('/', BROWSER)).text();
    const file = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1] ?? '';
    expect((await get(file)).headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await get('/assets/gone-1234.js', { accept: '*/*' })).status).toBe(404);
  });

  test('files come compressed for who can read that, and are the same for who cannot', async () => {
    const page = await (await get('/orders')).text();
    const file = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1] ?? '';
    const as = async (encoding: string) => {
      const response = await get(file, { accept: '*/*', 'accept-encoding': encoding });
      const { headers } = response;
      const facts = [headers.get('content-encoding'), headers.get('vary'), headers.get('content-type')?.toLowerCase()];
      return { facts, cached: headers.get('cache-control'), text: await response.text() };
    };
    const [plain, gzip, brotli] = await Promise.all([as('identity'), as('gzip, deflate'), as('gzip, deflate, br')]);
    expect([plain.facts[0], gzip.facts[0], brotli.facts[0]]).toEqual([null, 'gzip', 'br']);
    for (const one of [gzip, brotli]) {
      expect(one.text).toBe(plain.text);
      expect(one.facts[2]).toBe(plain.facts[2]);
      expect(one.cached).toBe(plain.cached);
      expect(one.facts[1]).toMatch(/accept-encoding/i);
    }
  });

  test('a long answer of the API comes compressed, too; a short one, which may hold a token, never does', async () => {
    const key = await createKey(world.database, world.merchantId, 'owner');
    const as = async (path: string, encoding: string) => {
      const headers = { accept: '*/*', 'accept-encoding': encoding, authorization: `Bearer ${key}` };
      const response = await get(`/api/v1${path}`, headers);
      return { encoding: response.headers.get('content-encoding'), body: await response.json() };
    };
    const [plain, gzip] = [await as('/platforms', 'identity'), await as('/platforms', 'gzip')];
    expect([plain.encoding, gzip.encoding]).toEqual([null, 'gzip']);
    expect(gzip.body).toEqual(plain.body);
    expect((await as('/session', 'gzip, br')).encoding).toBeNull();
  });

  test('pages may load nothing from elsewhere and be framed by nobody', async () => {
    const headers = (await get('/', BROWSER)).headers;
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy).not.toContain('unsafe-eval');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('strict-transport-security')).toBeNull();
  });

  test.each([
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '/.env',
    '/assets/..%2f..%2f..%2fpackage.json',
  ])('nothing outside the pages is served: %s', async (path) => {
    const text = await (await get(path)).text();
    expect(text).not.toContain('"dependencies"');
  });
});

describe('shops', () => {
  test('an owner sees the addresses to paste into the console, one for each kind of push', async () => {
    const { data } = await world.owner.GET('/shops');
    expect(data?.items).toHaveLength(1);
    const base = `${world.api.url}/webhooks/meituan/${world.shop.connectionId}`;
    expect(data?.items[0]).toMatchObject({
      id: world.shop.shopId,
      platform: 'meituan',
      platformShopId: 't_poi_01',
      webhookUrl: base,
      lastPushAt: null,
    });
    expect(data?.items[0]?.webhookUrls).toMatchObject({ 'order-paid': `${base}/order-paid`, refund: `${base}/refund` });
    expect(JSON.stringify(data)).not.toContain(world.shop.secret);
  });

  test("another merchant's are not among them", async () => {
    const other = await world.as('owner', await createMerchant(world.database));
    expect((await other.GET('/shops')).data?.items).toEqual([]);
  });
});
