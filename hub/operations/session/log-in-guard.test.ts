import { TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMerchant, createWorld, type World } from '../../../tests/harness.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({ worker: false });
});
afterAll(() => world.close());

interface Asked {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}
async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Asked> {
  const response = await fetch(`${world.api.url}/api/v1${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : {}) as Asked['body'] };
}
/** Each address stands for another stranger; a proxy on this machine is believed. */
const from = (address: string) => ({ 'x-forwarded-for': address });
const logIn = (change: Record<string, unknown> = {}, headers: Record<string, string> = from('203.0.113.1')) =>
  ask('POST', '/session', { ...world.login, ...change }, headers);
const cookiesOf = ({ headers }: Asked) => headers.getSetCookie().map((cookie) => /^[^;]+/.exec(cookie)?.[0] ?? '');
/** Lets time pass by moving what it is compared with. */
const later = (seconds: number) =>
  world.database.system.query(
    `UPDATE log_in_throttles SET blocked_until = blocked_until - $1 * interval '1 second', last_at = last_at - $1 * interval '1 second'`,
    [seconds],
  );

describe('who guesses passwords', () => {
  test('has to wait longer and longer, also with the right one, and is told how long', async () => {
    for (let n = 0; n < 5; n += 1) expect((await logIn({ password: `wrong ${n}` })).status).toBe(401);
    const slowed = await logIn();
    expect(slowed).toMatchObject({ status: 429, body: { type: '/problems/too-many-attempts' } });
    expect(Number(slowed.headers.get('retry-after'))).toBe(1);
    await later(2);
    expect((await logIn({ password: 'wrong' })).status).toBe(401);
    expect(Number((await logIn()).headers.get('retry-after'))).toBe(2);
    await later(900);
    expect((await logIn()).status).toBe(200);
  });

  test('a hundred at the same moment are counted as a hundred', async () => {
    const guesses = Array.from({ length: 60 }, (_, n) =>
      logIn({ password: `wrong ${n}` }, from(`203.0.113.${n + 10}`)),
    );
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    // Five, and those few for which waits of one, two and four seconds were over before the last had its turn.
    const tried = statuses.filter((status) => status === 401).length;
    expect(tried).toBeGreaterThanOrEqual(5);
    expect(tried).toBeLessThan(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(60 - tried);
  });

  test('makes strangers wait and not the browser that has logged in before', async () => {
    await later(2_000);
    const known = cookiesOf(await logIn()).find((cookie) => cookie.startsWith('jiedan_device='));
    for (let n = 0; n < 6; n += 1) await logIn({ password: 'wrong' }, from('198.51.100.7'));
    await later(-60);
    expect((await logIn({}, from('198.51.100.8'))).status).toBe(429);
    expect((await logIn({}, { ...from('198.51.100.7'), cookie: known ?? '' })).status).toBe(200);
    // The cookie is of this account and no other.
    expect((await logIn({}, { ...from('198.51.100.9'), cookie: `${known}x` })).status).toBe(429);
  });

  test('from one address through many accounts has to wait, too; others do not', async () => {
    await later(2_000);
    for (let n = 0; n < 30; n += 1) await logIn({ email: `nobody${n}@test.example` }, from('192.0.2.1'));
    expect((await logIn({ email: 'one-more@test.example' }, from('192.0.2.1'))).status).toBe(429);
    expect((await logIn({}, from('192.0.2.2'))).status).toBe(200);
  });

  test('leaves nothing that tells who tried from where', async () => {
    const { rows } = await world.database.system.query<{ row: string }>(
      'SELECT t::text AS row FROM log_in_throttles t',
    );
    const all = rows.map(({ row }) => row).join();
    expect(all).not.toMatch(/192\.0\.2|198\.51|example/);
    expect(rows.length).toBeGreaterThan(0);
    await createMerchant(world.database);
  });
});

describe('a second factor', () => {
  let bearer: Record<string, string>;
  let secret: string;
  let recoveryCodes: string[];
  const codeAt = (seconds: number) => new TOTP({ secret }).generate({ timestamp: Date.now() + seconds * 1000 });

  test('is begun with the password and counts once a code was right', async () => {
    await later(2_000);
    bearer = { authorization: `Bearer ${(await logIn()).body.accessToken as string}`, ...from('203.0.113.1') };
    const wrong = await ask('POST', '/session/second-factor', { password: 'wrong' }, bearer);
    expect(wrong).toMatchObject({ status: 403, body: { reasonCode: 'wrong_password' } });
    const begun = await ask('POST', '/session/second-factor', { password: world.login.password }, bearer);
    expect(begun.body.uri).toMatch(/^otpauth:\/\/totp\/.*secret=/);
    secret = begun.body.secret as string;
    expect((await logIn()).status).toBe(200);
    expect((await ask('POST', '/session/second-factor/confirm', { code: '000000' }, bearer)).status).toBe(400);
    const confirmed = await ask('POST', '/session/second-factor/confirm', { code: codeAt(0) }, bearer);
    recoveryCodes = confirmed.body.recoveryCodes as string[];
    expect([confirmed.status, recoveryCodes.length]).toEqual([200, 10]);
  });

  test('is asked for at log-in; a code counts once', async () => {
    expect(await logIn()).toMatchObject({ status: 401, body: { type: '/problems/second-factor-needed' } });
    const code = codeAt(30);
    expect((await logIn({ code: '000000' })).body).toMatchObject({ reasonCode: 'wrong_code' });
    expect((await logIn({ code })).body).toMatchObject({ identity: { secondFactor: true } });
    expect((await logIn({ code })).status).toBe(401);
    // The one before it as well: codes go forward only.
    expect((await logIn({ code: codeAt(0) })).status).toBe(401);
  });

  test('a recovery code stands in for it, once', async () => {
    await later(2_000);
    const [code = ''] = recoveryCodes;
    expect((await logIn({ code: code.toUpperCase() })).status).toBe(200);
    expect((await logIn({ code })).status).toBe(401);
  });

  test('is not in the database in clear, and is removed with the password', async () => {
    const { rows } = await world.database.withMerchantSql(world.merchantId, (client) =>
      client.query<{ row: string }>(
        'SELECT u::text AS row FROM users u UNION ALL SELECT r::text FROM recovery_codes r',
      ),
    );
    const all = rows.map(({ row }) => row).join();
    for (const word of [secret, ...recoveryCodes]) expect(all).not.toContain(word);
    const removed = await ask('POST', '/session/second-factor/remove', { password: world.login.password }, bearer);
    expect(removed.status).toBe(204);
    await later(2_000);
    expect((await logIn()).status).toBe(200);
  });
});

test('a changed password ends all other sessions and goes on with this one', async () => {
  const other = { authorization: `Bearer ${(await logIn()).body.accessToken as string}` };
  const mine = { authorization: `Bearer ${(await logIn()).body.accessToken as string}`, ...from('203.0.113.1') };
  const body = { currentPassword: world.login.password, newPassword: 'a longer password 新' };
  const changed = await ask('PUT', '/session/password', body, mine);
  expect(changed.status).toBe(200);
  const now = { authorization: `Bearer ${changed.body.accessToken as string}` };
  expect((await ask('GET', '/session', undefined, now)).status).toBe(200);
  await expect.poll(async () => (await ask('GET', '/session', undefined, other)).status, { timeout: 2_000 }).toBe(401);
  expect((await logIn()).status).toBe(401);
  expect((await logIn({ password: body.newPassword })).status).toBe(200);
});
