import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { operationRules, readSpec, type Scope } from '../../hub/spec.ts';
import { insertKey } from '../../prisma/store/api-keys.ts';
import type { Role } from '../../prisma/store/identities.ts';
import { addView } from '../../prisma/store/saved-views.ts';
import { seedMeituanShop } from '../../prisma/seed.ts';
import { createKey, createMerchant, createPerson, createWorld, eventually, type World } from '../harness.ts';
import { paidOrder, sendPush } from '../meituan-push.ts';
import { takeVoucher } from '../voucher-shop.ts';
import { read } from '../project-files.ts';

/**
 * Walks the description of the API, so that an operation added tomorrow is asked, too: a stranger with every right in a house of their
 * own asks for the ids of another merchant, and nobody gives themselves rights or states by naming them in a body.
 */
interface SpecOperation {
  operationId?: string;
  security?: unknown[];
  parameters?: Parameter[];
  requestBody?: { content: { 'application/json'?: { example?: Record<string, unknown> } } };
}
type Parameter = { $ref?: string; name?: string; in?: string };
const spec = parse(read('openapi/openapi.yaml')) as {
  paths: Record<string, Record<string, SpecOperation> & { parameters?: Parameter[] }>;
  components: { parameters: Record<string, Parameter> };
};

const rules = new Map(operationRules(readSpec()).map((rule) => [rule.id as string, rule]));
const scopes = readSpec()['x-scopes'];
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const operations = Object.entries(spec.paths).flatMap(([path, item]) =>
  METHODS.flatMap((method) => {
    const operation = item[method];
    // What the spec opens to everybody names no merchant.
    if (!operation?.operationId || operation.security?.length === 0) return [];
    const rule = rules.get(operation.operationId);
    if (!rule) throw new Error(`no rule of ${operation.operationId}`);
    return [{ name: operation.operationId, method: method.toUpperCase(), path, operation, scope: rule.scope }];
  }),
);
/** What a person does to the own account names nobody else; it has tests of its own. */
const ofHouse = operations.filter(({ scope }) => scope !== 'account:write');

let world: World;
let ids: Record<string, string>;
let stranger: string;
let owner: string;
/** Sees a shop of the same merchant in which nothing has happened, and no other. */
let neighbour: string;
/** Everything by which the other merchant's rows could be recognized. */
let secrets: string[];

beforeAll(async () => {
  world = await createWorld();
  const { orderId: platformOrderId } = await world.control<{ orderId: string }>('POST', '/meituan/orders', {});
  const order = await eventually(
    async () => (await world.owner.GET('/orders', { params: { query: { platformOrderId } } })).data?.items[0],
  );
  const { data: accepted } = await world.owner.POST('/orders/{orderId}/accept', {
    params: { path: { orderId: order.id } },
  });
  const parked = paidOrder({ status: '5' });
  const url = `${world.api.url}/webhooks/meituan/${world.shop.connectionId}`;
  await sendPush(parked, { url, secret: world.shop.secret });
  const message = await eventually(async () => (await world.owner.GET('/parked-messages')).data?.items[0]);
  const { data: run } = await world.owner.POST('/sync-runs', {
    body: { shopId: world.shop.shopId, fromDay: '2026-11-01', toDay: '2026-11-01' },
  });
  const { data: endpoint } = await world.owner.POST('/webhook-endpoints', { body: { url: 'http://127.0.0.1:9/mine' } });
  const endpointPath = { params: { path: { endpointId: endpoint?.id ?? '' } } };
  const { data: ping } = await world.owner.POST('/webhook-endpoints/{endpointId}/ping', endpointPath);
  const voucher = await takeVoucher(world);
  ids = {
    orderId: order.id,
    shopId: world.shop.shopId,
    connectionId: world.shop.connectionId,
    commandId: accepted?.command.id ?? '',
    messageId: message.id,
    runId: run?.id ?? '',
    endpointId: endpoint?.id ?? '',
    deliveryId: ping?.id ?? '',
    personId: (await createPerson(world.database, world.merchantId, 'staff')).personId,
    viewId: await viewOfSomebody(),
    takingId: voucher.takingId,
    voucherId: voucher.id,
    keyId: await keyWith(['orders:read']).then(({ keyId }) => keyId),
  };
  const runPath = { params: { path: { runId: ids.runId ?? '' } } };
  await eventually(async () => (await world.owner.GET('/sync-runs/{runId}', runPath)).data?.state === 'done');
  secrets = [...Object.values(ids), platformOrderId, parked.order_id ?? '', world.shop.name, world.merchantId];
  const { database, merchantId } = world;
  stranger = (await createPerson(database, await createMerchant(database), 'owner')).token;
  owner = (await createPerson(database, merchantId, 'owner')).token;
  const shopId = randomUUID();
  await seedMeituanShop(database, merchantId, {
    connectionId: randomUUID(),
    shopId,
    appId: '1002',
    code: 't_poi_02',
    name: '隔壁门店',
    sandboxUrl: world.sandbox.url,
  });
  neighbour = (await createPerson(database, merchantId, 'admin', [shopId])).token;
});
afterAll(() => world.close());

async function viewOfSomebody(): Promise<string> {
  const { database, merchantId } = world;
  const view = await database.withMerchantSql(merchantId, (client) =>
    addView(
      client,
      { merchantId, ownerId: randomUUID(), ownerName: 'x' },
      { name: '我的', search: 'tab=all', shared: false },
    ),
  );
  return view?.id ?? '';
}

async function keyWith(own: Scope[]): Promise<{ key: string; keyId: string }> {
  const { database, merchantId } = world;
  const made = { merchantId, name: 'k', role: 'owner', scopes: own, shopIds: null, ratePerMinute: 1000 } as const;
  const { key, row } = await database.withMerchantSql(merchantId, (client) =>
    insertKey(client, 'jd_', { ...made, expiresAt: null, createdBy: 'test' }),
  );
  return { key, keyId: row.id };
}

/** @throws for a path parameter of which this test knows no example: add one above. */
function pathOf(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const id = ids[name];
    if (!id) throw new Error(`this test has no ${name} of the other merchant`);
    return id;
  });
}

/** The example of the spec, with the other merchant's ids where it names ids. */
function bodyOf(operation: SpecOperation): Record<string, unknown> | undefined {
  const json = operation.requestBody?.content['application/json'];
  if (!json) return undefined;
  const example = json.example ?? {};
  return Object.fromEntries(Object.entries(example).map(([name, value]) => [name, ids[name] ?? value]));
}

async function ask(
  key: string,
  { method, path }: { method: string; path: string },
  body: Record<string, unknown> | undefined,
): Promise<{ status: number; text: string }> {
  const end = new AbortController();
  const response = await fetch(`${world.api.url}/api/v1${pathOf(path)}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      'idempotency-key': randomUUID(),
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal: end.signal,
  });
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
    // An endless stream: what it begins with is looked at.
    const { value } = (await response.body?.getReader().read()) ?? {};
    end.abort();
    return { status: response.status, text: Buffer.from(value ?? []).toString() };
  }
  return { status: response.status, text: await response.text() };
}

/** All that the merchant sees of itself. */
async function everything(): Promise<unknown> {
  const { database, merchantId } = world;
  return database.withMerchantSql(merchantId, async (client) => {
    const rows: unknown[] = [];
    for (const table of [
      'merchants',
      'connections',
      'shops',
      'orders',
      'order_events',
      'commands',
      'api_keys',
      'users',
    ]) {
      const { rows: found } = await client.query<{ row: unknown }>(
        `SELECT to_jsonb(t) - 'checked_at' - 'last_push_at' - 'last_used_at' AS row FROM ${table} t ORDER BY t.id`,
      );
      rows.push(table, found);
    }
    const messages = await client.query('SELECT id, state, dismissed_by FROM inbound_messages ORDER BY id');
    const endpoints = await client.query(
      'SELECT id, url, state, version, secret_encrypted FROM webhook_endpoints ORDER BY id',
    );
    const runs = await client.query('SELECT id, state FROM sync_runs ORDER BY id');
    return [...rows, messages.rows, endpoints.rows, runs.rows];
  });
}

test('the walk meets every operation that names a merchant', () => {
  expect(operations.length).toBeGreaterThan(15);
  expect(operations.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['listOrders', 'acceptOrder', 'streamLive']),
  );
});

describe('a stranger who knows the ids of another merchant', () => {
  test.each(ofHouse)('learns and changes nothing by $name', async (operation) => {
    const before = await everything();
    const body = bodyOf(operation.operation);
    const { status, text } = await ask(stranger, operation, body);
    const namesIds =
      operation.path.includes('{') ||
      Object.values(body ?? {}).some((value) => Object.values(ids).includes(String(value)));
    if (namesIds) expect([403, 404], text).toContain(status);
    else expect(status, text).toBeLessThan(300);
    // The address that was asked may be repeated; nothing else of the other house may.
    const answer = text.replaceAll(pathOf(operation.path), '');
    for (const secret of secrets) expect(answer).not.toContain(secret);
    expect(await everything()).toEqual(before);
  });
});

describe('somebody who is limited to the shop next door', () => {
  test.each(ofHouse)('learns and changes nothing of this one by $name', async (operation) => {
    const before = await everything();
    const body = bodyOf(operation.operation);
    const { status, text } = await ask(neighbour, operation, body);
    const namesIds =
      operation.path.includes('{') ||
      Object.values(body ?? {}).some((value) => Object.values(ids).includes(String(value)));
    if (namesIds) expect([403, 404], text).toContain(status);
    else expect(status === 403 || status < 300, text).toBe(true);
    const answer = text.replaceAll(pathOf(operation.path), '');
    // Who works for the merchant knows its name; its other shops and their orders stay unseen.
    for (const secret of secrets.filter((one) => one !== world.merchantId)) expect(answer).not.toContain(secret);
    expect(await everything()).toEqual(before);
  });

  test('sees counts of that shop alone', async () => {
    const { text } = await ask(neighbour, { method: 'GET', path: '/orders/counts' }, undefined);
    expect(JSON.parse(text)).toEqual({
      not_accepted: 0,
      assigned: 0,
      in_progress: 0,
      completed: 0,
      cancelled: 0,
      parked: 0,
      today: [],
    });
  });

  test('no table with rows of a shop or an order is without the wall', async () => {
    const tables = await world.database.withMerchantSql(world.merchantId, (client) =>
      client.query<{ name: string }>(
        `SELECT DISTINCT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
         WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attname IN ('shop_id', 'order_id')
         AND NOT EXISTS (SELECT FROM pg_policies p WHERE p.tablename = c.relname AND 'jiedan_limited' = ANY (p.roles))`,
      ),
    );
    expect(tables.rows).toEqual([]);
  });
});

describe('each role', () => {
  const roles: Role[] = ['owner', 'admin', 'front_desk', 'accountant', 'staff'];
  const denied = operations.flatMap((operation) =>
    roles.flatMap((role) =>
      operation.scope && !scopes[operation.scope].roles.includes(role) ? [{ ...operation, role }] : [],
    ),
  );
  const tokens = new Map<Role, Promise<string>>();
  const tokenOf = (role: Role) => {
    const known = tokens.get(role) ?? createPerson(world.database, world.merchantId, role).then(({ token }) => token);
    tokens.set(role, known);
    return known;
  };

  test.each(denied)('$role is refused $name', async ({ role, ...operation }) => {
    const token = await tokenOf(role);
    const before = await everything();
    const { status, text } = await ask(token, operation, bodyOf(operation.operation));
    expect(status, text).toBe(403);
    expect(JSON.parse(text)).toMatchObject({ type: '/problems/forbidden', reasonCode: 'role_not_allowed' });
    expect(await everything()).toEqual(before);
  });

  test.each(roles)('%s is told at log-in exactly what it may', async (role) => {
    const { text } = await ask(await tokenOf(role), { method: 'GET', path: '/session' }, undefined);
    const expected = (Object.keys(scopes) as Scope[]).filter((scope) => scopes[scope].roles.includes(role));
    expect((JSON.parse(text) as { scopes: string[] }).scopes).toEqual(expected);
  });
});

describe('a key that lacks a scope', () => {
  test.each(operations.filter(({ scope }) => scope))('is refused $name', async ({ scope, ...operation }) => {
    const others = (Object.keys(scopes) as Scope[]).filter((one) => one !== scope && !scopes[one].peopleOnly);
    const { key } = await keyWith(others);
    const before = await everything();
    const { status, text } = await ask(key, operation, bodyOf(operation.operation));
    expect(status, text).toBe(403);
    expect(await everything()).toEqual(before);
  });

  test('of an earlier release may what its role may, and never makes keys or people', async () => {
    const key = await createKey(world.database, world.merchantId, 'owner');
    const { text } = await ask(key, { method: 'GET', path: '/session' }, undefined);
    const expected = (Object.keys(scopes) as Scope[]).filter((scope) => !scopes[scope].peopleOnly);
    expect((JSON.parse(text) as { scopes: string[] }).scopes).toEqual(expected);
  });
});

test('the list of scopes and the rules about them name the same', () => {
  const { Scope: listed } = (spec as unknown as { components: { schemas: { Scope: { enum: string[] } } } }).components
    .schemas;
  expect(listed.enum).toEqual(Object.keys(scopes));
  for (const rule of rules.values()) if (rule.scope) expect(listed.enum).toContain(rule.scope);
});

test('every operation that acts is recorded, and only who asks for oneself needs no scope', () => {
  const unscoped = [...rules.values()].filter(({ open, scope }) => !open && !scope).map(({ id }) => id);
  expect(unscoped).toEqual(['getSession']);
  const unrecorded = [...rules.values()].filter(({ method, open, recorded }) => method !== 'get' && !open && !recorded);
  // Looking at an order and the size of a column are no acts that anybody answers for.
  expect(unrecorded.map(({ id }) => id)).toEqual(['showPresence', 'updatePreferences']);
});

/** What somebody might hope to be given by asking for it. */
const HOPES = {
  merchantId: randomUUID(),
  merchant_id: randomUUID(),
  role: 'owner',
  state: 'completed',
  phase: 'completed',
  totalMinor: 1,
  actor: 'platform',
  id: randomUUID(),
};

/** With the hopes in it, and in everything inside it. */
function hopeful(body: Record<string, unknown>): Record<string, unknown> {
  const inside = Object.entries(body).map(([name, value]) => [
    name,
    typeof value === 'object' && value !== null ? hopeful(value as Record<string, unknown>) : value,
  ]);
  return { ...Object.fromEntries(inside), ...HOPES };
}

describe('who names rights, owners and states', () => {
  test.each(operations.filter(({ operation }) => operation.requestBody))(
    'in the body of $name is refused, with every right of their own house',
    async (operation) => {
      const before = await everything();
      const { status, text } = await ask(owner, operation, hopeful(bodyOf(operation.operation) ?? {}));
      expect(status, text).toBe(400);
      expect(await everything()).toEqual(before);
    },
  );

  test.each(operations.filter(({ method }) => method === 'GET'))(
    'in the query of $name sees no more',
    async (operation) => {
      const query = '?merchantId=x&role=owner&merchant_id=x';
      const { status, text } = await ask(stranger, { ...operation, path: `${operation.path}${query}` }, undefined);
      expect(status).toBeLessThan(500);
      const answer = text.replaceAll(pathOf(operation.path), '');
      for (const secret of secrets) expect(answer).not.toContain(secret);
    },
  );
});
