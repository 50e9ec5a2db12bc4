import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  clientWithKey,
  createMerchant,
  createWorld,
  eventually,
  type ApiClient,
  type World,
} from '../../../tests/harness.ts';
import { paidOrder, sendPush } from '../../../tests/meituan-push.ts';

const NEW_SECRET = 'the new secret of a test';

let world: World;
beforeAll(async () => {
  world = await createWorld({ worker: false });
});
afterAll(() => world.close());

const push = async (secret: string) => {
  const url = `${world.api.url}/webhooks/meituan/${world.shop.connectionId}`;
  return (await sendPush(paidOrder(), { url, secret })).status;
};
const change = (
  body: { credentials: Record<string, string>; overlapSeconds?: number },
  as: ApiClient = world.owner,
  key: string = randomUUID(),
) =>
  as.POST('/connections/{connectionId}/credentials', {
    params: { path: { connectionId: world.shop.connectionId }, header: { 'Idempotency-Key': key } },
    body,
  });

describe('new credentials of a connection', () => {
  test('are for owners and admins, of this merchant alone, and must fit the platform', async () => {
    const good = { credentials: { secret: NEW_SECRET } };
    for (const role of ['front_desk', 'staff', 'accountant'] as const) {
      expect(await change(good, await world.as(role))).toMatchObject({ error: { type: '/problems/forbidden' } });
    }
    const stranger = await world.as('owner', await createMerchant(world.database));
    expect(await change(good, stranger)).toMatchObject({ error: { type: '/problems/not-found' } });
    expect((await change(good, clientWithKey(world.api.url, 'jd_none'))).response.status).toBe(401);
    for (const credentials of [{ secret: 'short' }, { app_id: 'not a number' }, { made_up: 'x' }, {}]) {
      const { error } = await change({ credentials } as typeof good);
      expect(error).toMatchObject({ type: '/problems/invalid-request' });
      expect(JSON.stringify(error)).not.toContain('not a number');
    }
    for (const baseUrl of [
      'http://169.254.169.254/latest',
      'http://0x7f000002',
      'https://postgres.internal',
      'https://a:b@example.com',
    ]) {
      const { error } = await change({ credentials: { baseUrl } });
      expect(error).toMatchObject({
        type: '/problems/invalid-request',
        errors: [{ path: '/body/credentials/baseUrl' }],
      });
    }
    expect(await push(world.shop.secret)).toBe(200);
    expect(await push(NEW_SECRET)).toBe(403);
  });

  test('count at once; pushes with the old ones are taken until the overlap ends, and refused after it', async () => {
    const key = randomUUID();
    const body = { credentials: { secret: NEW_SECRET }, overlapSeconds: 2 };
    const { data } = await change(body, world.owner, key);
    const until = Date.parse(data?.oldAcceptedUntil ?? '');
    expect(await push(NEW_SECRET)).toBe(200);
    expect(await push(world.shop.secret)).toBe(200);
    expect(await push('neither of the two')).toBe(403);
    // Asked again with the same key, nothing is changed a second time: the old secret is not thrown out early.
    expect((await change(body, world.owner, key)).data).toEqual(data);
    expect(await push(world.shop.secret)).toBe(200);
    await eventually(async () => (await push(world.shop.secret)) === 403);
    expect(Date.now()).toBeGreaterThanOrEqual(until);
    expect(await push(NEW_SECRET)).toBe(200);
  });

  test('are sealed in the database, old and new', async () => {
    const rows = await world.database.withMerchant(world.merchantId, (tx) => tx.connection.findMany());
    for (const { configEncrypted, previousConfigEncrypted } of rows) {
      for (const sealed of [configEncrypted, previousConfigEncrypted ?? new Uint8Array()]) {
        expect(sealed.length).toBeGreaterThan(0);
        expect(Buffer.from(sealed).toString('latin1')).not.toContain('secret');
      }
    }
  });
});
