import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  clientWithKey,
  createPerson,
  createWorld,
  eventually,
  type ApiClient,
  type World,
} from '../../../tests/harness.ts';
import { type RunningApi, startApi } from '../../start-api.ts';

let world: World;
/** A second process of the same hub. */
let secondApi: RunningApi;
let owner: ApiClient;
beforeAll(async () => {
  world = await createWorld({ worker: false });
  secondApi = await startApi(world.config, pino({ level: 'silent' }));
  owner = await loggedIn('owner').then(({ client }) => client);
});
afterAll(async () => {
  await secondApi.close();
  await world.close();
});

async function loggedIn(role: Parameters<typeof createPerson>[2]) {
  const { personId, token } = await createPerson(world.database, world.merchantId, role);
  return { personId, token, client: clientWithKey(world.api.url, token) };
}

const newEmail = () => `${randomUUID()}@test.example`;
const invite = (body: Record<string, unknown> = {}, client = owner) =>
  client.POST('/people', { body: { email: newEmail(), name: '小李', role: 'front_desk', ...body } as never });
const tokenIn = (url: string | undefined) => url?.split('#')[1] ?? '';
const setPassword = (token: string, password = 'correct horse 电池') =>
  clientWithKey(world.api.url, '').POST('/session/password', { body: { token, password } });
const logIn = (email: string, password = 'correct horse 电池') =>
  clientWithKey(world.api.url, '').POST('/session', { body: { email, password } });
const by = (personId: string) => ({ params: { path: { personId } } });

describe('inviting somebody', () => {
  test('gives a link by which they set a password, once, and are in with their role', async () => {
    const email = newEmail();
    const { data, response } = await invite({ email: ` ${email.toUpperCase()} ` });
    expect([response.status, data?.person]).toMatchObject([201, { email, state: 'invited', role: 'front_desk' }]);
    const token = tokenIn(data?.link.url);
    expect((await logIn(email)).response.status).toBe(401);
    const link = await clientWithKey(world.api.url, '').POST('/session/password-link', { body: { token } });
    expect(link.data).toMatchObject({ purpose: 'invitation', email, name: '小李', merchantName: '测试商家' });
    expect((await setPassword(token)).response.status).toBe(204);
    expect((await setPassword(token)).response.status).toBe(404);
    const session = await logIn(email);
    expect(session.data?.identity).toMatchObject({ role: 'front_desk', email, shopIds: null });
    const people = await owner.GET('/people');
    expect(people.data?.items.find((one) => one.email === email)).toMatchObject({ state: 'active', linkUntil: null });
  });

  test('a link that is over, made up, or replaced by a newer one opens nothing', async () => {
    const { data } = await invite();
    const personId = data?.person.id ?? '';
    const newer = await owner.POST('/people/{personId}/password-link', by(personId));
    expect(newer.response.status).toBe(201);
    expect((await setPassword(tokenIn(data?.link.url))).response.status).toBe(404);
    expect((await setPassword('x'.repeat(43))).response.status).toBe(404);
    await world.database.withMerchantSql(world.merchantId, (client) =>
      client.query("UPDATE password_links SET expires_at = now() - interval '1 second' WHERE user_id = $1", [personId]),
    );
    expect((await setPassword(tokenIn(newer.data?.url))).response.status).toBe(404);
  });

  test.each([
    ['an address that somebody has', () => ({ email: world.login.email }), 409],
    ['no address', () => ({ email: 'nobody' }), 400],
    ['a role that does not exist', () => ({ role: 'god' }), 400],
    ['a shop of nobody', () => ({ shopIds: [randomUUID()] }), 400],
    ['an owner of some shops only', () => ({ role: 'owner', shopIds: [world.shop.shopId] }), 400],
  ])('refuses %s', async (_, change, status) => {
    expect((await invite(change())).response.status).toBe(status);
  });

  test.each(['short', 'aaaaaaaaaaaaaaa'])('refuses the password %s, and the link stays good', async (password) => {
    const { data } = await invite();
    expect((await setPassword(tokenIn(data?.link.url), password)).response.status).toBe(400);
    expect((await setPassword(tokenIn(data?.link.url))).response.status).toBe(204);
  });

  test('is for owners and administrators; only an owner makes owners', async () => {
    const admin = await loggedIn('admin');
    expect((await invite({}, admin.client)).response.status).toBe(201);
    expect((await invite({ role: 'owner' }, admin.client)).response.status).toBe(403);
    expect((await invite({}, (await loggedIn('front_desk')).client)).response.status).toBe(403);
    expect((await invite({}, clientWithKey(world.api.url, 'x'))).response.status).toBe(401);
    expect((await invite({}, world.owner)).response.status).toBe(403);
  });

  test('leaves nothing in the database by which somebody could get in', async () => {
    const key = randomUUID();
    const params = { header: { 'Idempotency-Key': key } };
    const body = { email: newEmail(), name: 'x', role: 'staff' as const };
    const first = await owner.POST('/people', { params, body });
    const again = await owner.POST('/people', { params, body });
    expect([again.response.status, again.data]).toEqual([201, first.data]);
    const { rows } = await world.database.withMerchantSql(world.merchantId, (client) =>
      client.query<{ row: string }>(
        'SELECT l::text AS row FROM password_links l UNION ALL SELECT k::text FROM idempotency_keys k',
      ),
    );
    expect(rows.map(({ row }) => row).join()).not.toContain(tokenIn(first.data?.link.url));
  });
});

describe('a change of what somebody may', () => {
  test('counts for the token that they have, in every process', async () => {
    const { personId, token, client } = await loggedIn('staff');
    const elsewhere = clientWithKey(secondApi.url, token);
    expect((await client.GET('/people')).response.status).toBe(403);
    expect((await elsewhere.GET('/people')).response.status).toBe(403);
    const changed = await owner.PATCH('/people/{personId}', { ...by(personId), body: { role: 'admin' } });
    expect(changed.data).toMatchObject({ role: 'admin' });
    for (const one of [client, elsewhere])
      await eventually(async () => (await one.GET('/people')).response.status === 200, 2_000);
  });

  test('limits them to shops, and to what does not reach beyond', async () => {
    const { personId, client } = await loggedIn('admin');
    await owner.PATCH('/people/{personId}', { ...by(personId), body: { shopIds: [world.shop.shopId] } });
    const identity = await eventually(async () => {
      const { data } = await client.GET('/session');
      return data?.shopIds && data;
    });
    expect(identity.scopes).toContain('shops:write');
    expect(identity.scopes).not.toContain('people:write');
    expect((await client.GET('/shops')).data?.items).toHaveLength(1);
  });

  test('is refused for an owner to an administrator, and where no owner would be left', async () => {
    const admin = await loggedIn('admin');
    const people = (await owner.GET('/people')).data?.items ?? [];
    const first = people.find(({ email }) => email === world.login.email)?.id ?? '';
    expect(
      (await admin.client.PATCH('/people/{personId}', { ...by(first), body: { name: 'x' } })).response.status,
    ).toBe(403);
    expect((await admin.client.POST('/people/{personId}/password-link', by(first))).response.status).toBe(403);
    const refused = await owner.POST('/people/{personId}/disable', by(first));
    expect([refused.response.status, refused.error]).toMatchObject([409, { type: '/problems/last-owner' }]);
    const demoted = await owner.PATCH('/people/{personId}', { ...by(first), body: { role: 'staff' } });
    expect(demoted.response.status).toBe(409);
  });

  test('is refused for somebody of another house', async () => {
    expect((await owner.POST('/people/{personId}/disable', by(randomUUID()))).response.status).toBe(404);
  });
});

describe('somebody who is put out', () => {
  test('is out within a second: streams end, tokens are refused in every process, links open nothing', async () => {
    const { personId, token, client } = await loggedIn('staff');
    const elsewhere = clientWithKey(secondApi.url, token);
    expect((await elsewhere.GET('/orders')).response.status).toBe(200);
    const streams = await Promise.all(
      [world.api, secondApi].map(({ url }) =>
        fetch(`${url}/api/v1/live`, { headers: { authorization: `Bearer ${token}` } }),
      ),
    );
    const ended = Promise.all(streams.map((stream) => stream.text()));
    const at = Date.now();
    const { data } = await owner.POST('/people/{personId}/disable', by(personId));
    expect(data?.state).toBe('disabled');
    await ended;
    for (const one of [client, elsewhere])
      await eventually(async () => (await one.GET('/orders')).response.status === 401, 2_000);
    expect(Date.now() - at).toBeLessThan(3_000);
    expect((await owner.POST('/people/{personId}/enable', by(personId))).data?.state).toBe('invited');
    // The sessions of before stay ended.
    expect((await client.GET('/orders')).response.status).toBe(401);
  });

  test('from all devices by an administrator or by themselves may log in again', async () => {
    const somebody = await loggedIn('staff');
    expect((await owner.POST('/people/{personId}/log-out', by(somebody.personId))).response.status).toBe(204);
    await eventually(async () => (await somebody.client.GET('/session')).response.status === 401, 2_000);
    const other = await loggedIn('staff');
    expect((await other.client.POST('/session/log-out-everywhere')).response.status).toBe(204);
    await eventually(async () => (await other.client.GET('/session')).response.status === 401, 2_000);
  });

  test('a reset ends all sessions and keeps the account', async () => {
    const email = newEmail();
    const invited = await invite({ email });
    await setPassword(tokenIn(invited.data?.link.url));
    const session = await logIn(email);
    const client = clientWithKey(world.api.url, session.data?.accessToken ?? '');
    const link = await owner.POST('/people/{personId}/password-link', by(invited.data?.person.id ?? ''));
    expect((await setPassword(tokenIn(link.data?.url), 'another good 口令')).response.status).toBe(204);
    await eventually(async () => (await client.GET('/session')).response.status === 401, 2_000);
    expect((await logIn(email)).response.status).toBe(401);
    expect((await logIn(email, 'another good 口令')).response.status).toBe(200);
  });
});
