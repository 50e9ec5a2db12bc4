import { randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientWithKey, createWorld, type World } from '../../../tests/harness.ts';

let world: World;
/** The server's superuser: lets time pass by moving what is compared with it. */
let owner: pg.Client;
beforeAll(async () => {
  world = await createWorld({ worker: false });
  owner = new pg.Client({ connectionString: world.config.databaseUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await world.close();
});

interface Answer {
  status: number;
  type: string | null;
  body: Record<string, unknown>;
  /** The refresh cookie as the browser would send it back; empty when it was cleared. */
  cookie: string | null;
  setCookie: string;
}

async function call(
  method: string,
  path: string,
  { cookie, body, token }: { cookie?: string; body?: unknown; token?: string } = {},
): Promise<Answer> {
  const response = await fetch(`${world.api.url}/api/v1${path}`, {
    method,
    headers: {
      ...(cookie ? { cookie } : {}),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const setCookie = response.headers.getSetCookie()[0] ?? '';
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
    cookie: /^[^;]+/.exec(setCookie)?.[0] ?? null,
    setCookie,
  };
}

const logIn = (change: Record<string, unknown> = {}) =>
  call('POST', '/session', { body: { ...world.login, ...change } });
const refresh = (cookie: string | null) => call('POST', '/session/refresh', cookie ? { cookie } : {});
const PROBLEM = 'application/problem+json; charset=utf-8';

describe('logging in', () => {
  test('gives a short token and a cookie that scripts cannot read and other sites cannot use', async () => {
    const { status, body, setCookie } = await logIn();
    expect(status).toBe(200);
    expect(body).toMatchObject({
      expiresInSeconds: 900,
      identity: { kind: 'user', role: 'owner', merchant: { id: world.merchantId } },
    });
    expect(setCookie).toMatch(
      /^jiedan_refresh=[\w-]{43}; Max-Age=2592000; Path=\/api\/v1\/session; Expires=[^;]+; HttpOnly; SameSite=Strict$/,
    );
    const me = await call('GET', '/session', { token: body.accessToken as string });
    expect(me).toMatchObject({ status: 200, body: { merchant: { id: world.merchantId, timeZone: 'Asia/Shanghai' } } });
  });

  test('does not mind capitals and blanks around the address', async () => {
    expect((await logIn({ email: ` ${world.login.email.toUpperCase()} ` })).status).toBe(200);
  });

  test('answers a wrong password and an unknown address the same', async () => {
    const wrong = await logIn({ password: 'wrong' });
    const unknown = await logIn({ email: 'nobody@test.example' });
    for (const answer of [wrong, unknown]) {
      expect(answer).toMatchObject({
        status: 401,
        type: PROBLEM,
        cookie: null,
        body: { type: '/problems/unauthenticated' },
      });
    }
    expect(wrong.body.detail).toBe(unknown.body.detail);
  });

  test.each([
    ['no password', { password: undefined }, 400],
    ['a field too many', { role: 'owner' }, 400],
    ['a number for an address', { email: 7 }, 400],
    ['a book for a password', { password: 'x'.repeat(300) }, 400],
    ['an address with a NUL', { email: 'a\u0000b@test.example' }, 400],
    ['an object for an address', { email: { $ne: '' } }, 400],
  ])('refuses %s', async (_, change, status) => {
    const answer = await logIn(change);
    expect(answer).toMatchObject({ status, type: PROBLEM, body: { type: '/problems/invalid-request', status } });
    expect(JSON.stringify(answer.body)).not.toContain(world.login.password);
  });

  test.each([
    ['text that is not JSON', '{"email":', 400],
    ['a list', [], 400],
    ['more than 256 kB', JSON.stringify({ email: 'x'.repeat(300_000) }), 413],
  ])('refuses %s as a problem, too', async (_, body, status) => {
    expect(await call('POST', '/session', { body })).toMatchObject({ status, type: PROBLEM });
  });

  test('refuses a person who was put out', async () => {
    await owner.query('UPDATE users SET disabled_at = now() WHERE email = $1', [world.login.email]);
    expect((await logIn()).status).toBe(401);
    await owner.query('UPDATE users SET disabled_at = NULL');
  });
});

describe('staying logged in', () => {
  test('each refresh gives another cookie; two tabs that refresh at the same moment both stay in', async () => {
    const { cookie } = await logIn();
    const [one, two] = await Promise.all([refresh(cookie), refresh(cookie)]);
    expect([one.status, two.status]).toEqual([200, 200]);
    expect(new Set([cookie, one.cookie, two.cookie]).size).toBe(3);
    expect((await refresh(one.cookie)).status).toBe(200);
    expect((await refresh(two.cookie)).status).toBe(200);
  });

  test('a stolen cookie that is used after its owner ends both, and only those of that log-in', async () => {
    const other = await logIn();
    const { cookie: stolen } = await logIn();
    const { cookie: current } = await refresh(stolen);
    await owner.query(
      "UPDATE user_sessions SET replaced_at = replaced_at - interval '1 minute' WHERE replaced_at IS NOT NULL",
    );
    expect(await refresh(stolen)).toMatchObject({ status: 401, body: { type: '/problems/unauthenticated' } });
    expect((await refresh(current)).status).toBe(401);
    expect((await refresh(other.cookie)).status).toBe(200);
  });

  test('a cookie that lay unused for a month is worth nothing, nor is none or a made-up one', async () => {
    const { cookie } = await logIn();
    await owner.query(
      "UPDATE user_sessions SET expires_at = now() - interval '1 second' WHERE expires_at > now() AND replaced_at IS NULL",
    );
    expect((await refresh(cookie)).status).toBe(401);
    expect((await refresh(null)).status).toBe(401);
    expect((await refresh('jiedan_refresh=abc')).status).toBe(401);
  });

  test('logging out ends every cookie of that log-in, clears it, and may be repeated', async () => {
    const { cookie } = await logIn();
    const { cookie: newer } = await refresh(cookie);
    const out = await call('DELETE', '/session', { cookie: newer ?? '' });
    expect(out.status).toBe(204);
    expect(out.setCookie).toMatch(/^jiedan_refresh=; Path=\/api\/v1\/session; Expires=Thu, 01 Jan 1970/);
    expect((await refresh(newer)).status).toBe(401);
    expect((await call('DELETE', '/session', { cookie: newer ?? '' })).status).toBe(204);
    expect((await call('DELETE', '/session')).status).toBe(204);
  });

  test('the database holds no password, no cookie and no key that anybody could use', async () => {
    const { cookie } = await logIn();
    const { rows } = await owner.query<{ row: string }>(
      'SELECT u::text AS row FROM users u UNION ALL SELECT s::text FROM user_sessions s UNION ALL SELECT k::text FROM api_keys k',
    );
    const all = rows.map(({ row }) => row).join('\n');
    expect(all).toContain('$argon2id$');
    expect(all).not.toContain(world.login.password);
    expect(all).not.toContain(cookie?.split('=')[1]);
  });
});

describe('who is not let in', () => {
  const claims = () => ({
    identity: {
      kind: 'user',
      id: randomUUID(),
      name: 'x',
      role: 'owner',
      merchant: { id: world.merchantId, name: '', timeZone: '' },
    },
  });
  const signed = (key: jwt.Secret, options: jwt.SignOptions = {}) =>
    jwt.sign(claims(), key, { issuer: 'jiedan', expiresIn: 900, ...options });
  test.each([
    ['nobody', () => ''],
    ['a token of another hub', () => signed('another key')],
    ['a token without a signature', () => signed('', { algorithm: 'none' })],
    ['a token of yesterday', () => signed(world.database.cipher.tokenKey, { expiresIn: -1 })],
    ['a token of another issuer', () => signed(world.database.cipher.tokenKey, { issuer: 'else' })],
    ['a made-up key', () => 'jd_made-up'],
    ['a word', () => 'x'],
  ])('%s', async (_, token) => {
    const answer = await call('GET', '/orders', { token: token() });
    expect(answer).toMatchObject({
      status: 401,
      type: PROBLEM,
      body: { type: '/problems/unauthenticated', status: 401 },
    });
    expect(answer.body.requestId).toEqual(expect.any(String));
  });

  test('a key that was revoked or has expired', async () => {
    const revoked = await world.as('admin');
    await owner.query("UPDATE api_keys SET revoked_at = now() WHERE name = 'test admin'");
    expect((await revoked.GET('/session')).response.status).toBe(401);
    const expired = await world.as('staff');
    await owner.query("UPDATE api_keys SET expires_at = now() WHERE name = 'test staff'");
    expect((await expired.GET('/session')).response.status).toBe(401);
    expect((await clientWithKey(world.api.url, 'jd_').GET('/session')).response.status).toBe(401);
    expect((await world.owner.GET('/session')).data).toMatchObject({ kind: 'api_key', role: 'owner' });
  });
});
