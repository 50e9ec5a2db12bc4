import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeAnchor, readAnchor, verifyChains } from '../../../prisma/store/audit-chain.ts';
import {
  clientWithKey,
  createMerchant,
  createPerson,
  createWorld,
  eventually,
  type ApiClient,
  type World,
} from '../../../tests/harness.ts';

let world: World;
let owner: ApiClient;
let ownerId: string;
let token: string;
/** The server's superuser, whom no grant and no trigger stops. */
let superuser: pg.Client;
beforeAll(async () => {
  world = await createWorld({ worker: false });
  ({ personId: ownerId, token } = await createPerson(world.database, world.merchantId, 'owner'));
  owner = clientWithKey(world.api.url, token);
  superuser = new pg.Client({ connectionString: world.config.databaseUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await world.close();
});

const entries = async (query: Record<string, unknown> = {}) =>
  (await owner.GET('/audit-entries', { params: { query } })).data?.items ?? [];
const invite = (email = `${randomUUID()}@test.example`, client = owner) =>
  client.POST('/people', { body: { email, name: '小李', role: 'staff' } });

describe('the record of acts', () => {
  test('holds what somebody did, to whom, from where and with which request', async () => {
    const email = `${randomUUID()}@test.example`;
    const { data, response } = await invite(email);
    expect(await entries({ act: 'invitePerson', limit: 1 })).toMatchObject([
      {
        actor: { kind: 'user', id: ownerId },
        act: 'invitePerson',
        outcome: 'done',
        address: expect.stringContaining('127.0.0.1'),
        requestId: response.headers.get('x-request-id'),
        details: { email, name: '小李', role: 'staff', personId: data?.person.id },
      },
    ]);
  });

  test('holds what was changed and how it was before', async () => {
    const { data } = await invite();
    const personId = data?.person.id ?? '';
    await owner.PATCH('/people/{personId}', { params: { path: { personId } }, body: { role: 'accountant' } });
    expect(await entries({ subject: personId })).toMatchObject([
      { act: 'updatePerson', subject: personId, details: { role: 'accountant', before: { role: 'staff' } } },
    ]);
  });

  test('holds no secret: credentials are named, never kept', async () => {
    const path = { connectionId: world.shop.connectionId };
    const secret = randomUUID();
    await owner.POST('/connections/{connectionId}/credentials', {
      params: { path },
      body: { credentials: { secret } },
    });
    expect(await entries({ act: 'changeCredentials' })).toMatchObject([{ details: { alsoSent: ['credentials'] } }]);
    const { rows } = await superuser.query<{ row: string }>('SELECT e::text AS row FROM audit_entries e');
    expect(rows.map(({ row }) => row).join()).not.toContain(secret);
  });

  test('knows a refused act and one that a key did; an act that failed has left nothing', async () => {
    expect((await invite(undefined, world.owner)).response.status).toBe(403);
    expect(await entries({ outcome: 'refused', limit: 1 })).toMatchObject([
      { actor: { kind: 'api_key', name: 'test owner' }, act: 'invitePerson', outcome: 'refused' },
    ]);
    const before = await entries({ act: 'invitePerson', outcome: 'done' });
    expect((await invite(world.login.email)).response.status).toBe(409);
    expect(await entries({ act: 'invitePerson', outcome: 'done' })).toEqual(before);
  });

  test('knows log-ins, wrong passwords and log-outs', async () => {
    const session = (password: string) =>
      fetch(`${world.api.url}/api/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: world.login.email, password }),
      });
    await session('wrong');
    await eventually(async () => (await entries({ act: 'logIn', outcome: 'refused' })).length === 1);
    const { headers } = await session(world.login.password);
    const cookie = /^[^;]+/.exec(headers.getSetCookie()[0] ?? '')?.[0] ?? '';
    await fetch(`${world.api.url}/api/v1/session`, { method: 'DELETE', headers: { cookie } });
    expect((await entries({ limit: 3 })).map(({ act, outcome }) => [act, outcome])).toEqual([
      ['logOut', 'done'],
      ['logIn', 'done'],
      ['logIn', 'refused'],
    ]);
  });

  test('is read page by page, and exported whole for spreadsheets and for programs', async () => {
    const all = await entries({ limit: 200 });
    const { data: first } = await owner.GET('/audit-entries', { params: { query: { limit: 2 } } });
    const cursor = first?.nextCursor ?? '';
    const { data: second } = await owner.GET('/audit-entries', { params: { query: { limit: 2, cursor } } });
    expect([...(first?.items ?? []), ...(second?.items ?? [])]).toEqual(all.slice(0, 4));
    const download = (format: string) =>
      fetch(`${world.api.url}/api/v1/audit-entries/export?format=${format}`, {
        headers: { authorization: `Bearer ${token}` },
      });
    const lines = (await (await download('jsonl')).text()).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(all);
    const csv = await download('csv');
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="audit.csv"');
    const text = await csv.text();
    expect(text.startsWith('sequence,at,')).toBe(true);
    expect(text.trim().split('\r\n').length).toBe(all.length + 2);
    expect((await entries({ act: 'exportAuditEntries' })).length).toBe(2);
    expect((await owner.GET('/audit-entries', { params: { query: { cursor: 'x' } } })).response.status).toBe(400);
  });

  test('forty acts at the same moment make one chain without a gap', async () => {
    await Promise.all(Array.from({ length: 40 }, () => invite()));
    const { rows } = await superuser.query<{ n: number; last: number }>(
      'SELECT count(*)::int AS n, max(sequence)::int AS last FROM audit_entries WHERE merchant_id = $1',
      [world.merchantId],
    );
    expect(rows[0]?.n).toBe(rows[0]?.last);
    expect((await verifyChains(world.database.system)).every(({ broken }) => !broken)).toBe(true);
  });
});

describe('whoever owns the database server', () => {
  /** Does what a trigger forbids to everybody else, looks, and puts it back. */
  async function tampered(change: string, look: () => Promise<void>): Promise<void> {
    await superuser.query("SET session_replication_role = 'replica'");
    await superuser.query('CREATE TEMP TABLE kept AS SELECT * FROM audit_entries');
    await superuser.query('CREATE TEMP TABLE kept_heads AS SELECT * FROM audit_heads');
    try {
      await superuser.query(change);
      await look();
    } finally {
      await superuser.query('DELETE FROM audit_entries; INSERT INTO audit_entries SELECT * FROM kept; DROP TABLE kept');
      await superuser.query(
        'DELETE FROM audit_heads; INSERT INTO audit_heads SELECT * FROM kept_heads; DROP TABLE kept_heads',
      );
      await superuser.query("SET session_replication_role = 'origin'");
    }
  }
  const ours = async (anchor: Parameters<typeof verifyChains>[1] = null) =>
    (await verifyChains(world.database.system, anchor)).find(({ merchantId }) => merchantId === world.merchantId)
      ?.broken;

  test('cannot change an entry by a plain statement either', async () => {
    await expect(superuser.query("UPDATE audit_entries SET act = 'x'")).rejects.toMatchObject({ code: '42501' });
    await expect(superuser.query('TRUNCATE audit_entries')).rejects.toMatchObject({ code: '42501' });
  });

  test.each([
    ['actor_name', "actor_name = 'somebody else'"],
    ['details', `details = '{"role":"owner"}'`],
    ['at', "at = at - interval '1 hour'"],
    ['outcome', "outcome = 'refused'"],
    ['address', 'address = NULL'],
  ])('who edits %s of a row is found out, and the row is named', async (_, change) => {
    await tampered(
      `UPDATE audit_entries SET ${change} WHERE sequence = 3 AND merchant_id = '${world.merchantId}'`,
      async () => expect(await ours()).toEqual({ sequence: 3n, why: 'changed' }),
    );
    expect(await ours()).toBeNull();
  });

  test('who takes a row out of the middle is found out', async () => {
    await tampered(`DELETE FROM audit_entries WHERE sequence = 4 AND merchant_id = '${world.merchantId}'`, async () =>
      expect(await ours()).toEqual({ sequence: 4n, why: 'missing' }),
    );
  });

  test('who cuts the tail is found out, and with the head put back, by an anchor kept outside', async () => {
    const anchor = await makeAnchor(world.database.system, world.database.cipher, new Date());
    const cut = `DELETE FROM audit_entries WHERE sequence > 6 AND merchant_id = '${world.merchantId}'`;
    await tampered(cut, async () => expect(await ours()).toEqual({ sequence: 7n, why: 'cut' }));
    const withHead = `${cut}; UPDATE audit_heads h SET sequence = 6, hash = e.hash FROM audit_entries e
      WHERE e.merchant_id = h.merchant_id AND e.sequence = 6 AND h.merchant_id = '${world.merchantId}'`;
    await tampered(withHead, async () => {
      expect(await ours()).toBeNull();
      expect(await ours(anchor)).toEqual({ sequence: 7n, why: 'cut' });
    });
    await tampered(
      `DELETE FROM audit_entries WHERE merchant_id = '${world.merchantId}'; DELETE FROM audit_heads`,
      async () => expect(await ours(anchor)).toEqual({ sequence: 1n, why: 'cut' }),
    );
    // The record grows, and still fits the anchor.
    await invite();
    expect(await ours(anchor)).toBeNull();
  });

  test('an anchor that was touched, or made with another key, is refused', async () => {
    const anchor = await makeAnchor(world.database.system, world.database.cipher, new Date());
    expect(readAnchor(world.database.cipher, JSON.stringify(anchor))).toEqual(anchor);
    const touched = { ...anchor, heads: anchor.heads.map((head) => ({ ...head, sequence: '1' })) };
    expect(() => readAnchor(world.database.cipher, JSON.stringify(touched))).toThrow('the anchor was changed');
  });
});

test('another merchant has a record of its own', async () => {
  const merchantId = await createMerchant(world.database);
  const stranger = clientWithKey(world.api.url, (await createPerson(world.database, merchantId, 'owner')).token);
  await invite(undefined, stranger);
  const { data } = await stranger.GET('/audit-entries');
  expect(data?.items).toMatchObject([{ sequence: 1, act: 'invitePerson' }]);
});
