import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type ApiClient,
  clientWithKey,
  createMerchant,
  createWorld,
  eventually,
  type World,
} from '../../../tests/harness.ts';
import { WebhookReceiver } from '../../../tests/webhook-receiver.ts';

let world: World;
let receiver: WebhookReceiver;
let stranger: ApiClient;
let nobody: ApiClient;
let endpointId: string;
let deliveryId: string;
beforeAll(async () => {
  world = await createWorld();
  receiver = await WebhookReceiver.open();
  stranger = await world.as('owner', await createMerchant(world.database));
  nobody = clientWithKey(world.api.url, 'jd_none');
});
afterAll(async () => {
  await world.close();
  await receiver.close();
});
beforeEach(async () => {
  for (const { id } of (await world.owner.GET('/webhook-endpoints')).data?.items ?? [])
    await world.owner.DELETE('/webhook-endpoints/{endpointId}', one(id));
  receiver.answer(204);
  endpointId = (await create()).data?.id ?? '';
  deliveryId = (await world.owner.POST('/webhook-endpoints/{endpointId}/ping', one(endpointId))).data?.id ?? '';
});

const problem = (slug: string, status: number) => ({ error: { type: `/problems/${slug}` }, response: { status } });
const one = (id: string) => ({ params: { path: { endpointId: id } } });
const delivery = (id: string) => ({ params: { path: { deliveryId: id } } });
const create = (body: Record<string, unknown> = {}, client = world.owner, key?: string) =>
  client.POST('/webhook-endpoints', {
    params: key === undefined ? {} : { header: { 'Idempotency-Key': key } },
    body: { url: receiver.url, ...body },
  });
const since = { since: new Date(Date.now() - 60_000).toISOString() };

/** Every operation on one endpoint or delivery, by the ids given. */
const OPERATIONS: [
  string,
  (client: ApiClient, endpoint: string, sent: string) => Promise<{ response: Response; error?: unknown }>,
][] = [
  ['getWebhookEndpoint', (client, id) => client.GET('/webhook-endpoints/{endpointId}', one(id))],
  [
    'updateWebhookEndpoint',
    (client, id) => client.PATCH('/webhook-endpoints/{endpointId}', { ...one(id), body: { description: 'x' } }),
  ],
  ['enableWebhookEndpoint', (client, id) => client.POST('/webhook-endpoints/{endpointId}/enable', one(id))],
  ['pingWebhookEndpoint', (client, id) => client.POST('/webhook-endpoints/{endpointId}/ping', one(id))],
  ['rotateWebhookSecret', (client, id) => client.POST('/webhook-endpoints/{endpointId}/rotate-secret', one(id))],
  ['getWebhookSecret', (client, id) => client.GET('/webhook-endpoints/{endpointId}/secret', one(id))],
  [
    'replayWebhookEndpoint',
    (client, id) => client.POST('/webhook-endpoints/{endpointId}/replay', { ...one(id), body: since }),
  ],
  ['listWebhookDeliveries', (client, id) => client.GET('/webhook-endpoints/{endpointId}/deliveries', one(id))],
  ['getWebhookDelivery', (client, _, id) => client.GET('/webhook-deliveries/{deliveryId}', delivery(id))],
  ['replayWebhookDelivery', (client, _, id) => client.POST('/webhook-deliveries/{deliveryId}/replay', delivery(id))],
  ['disableWebhookEndpoint', (client, id) => client.POST('/webhook-endpoints/{endpointId}/disable', one(id))],
  ['deleteWebhookEndpoint', (client, id) => client.DELETE('/webhook-endpoints/{endpointId}', one(id))],
];

describe.each(OPERATIONS)('%s', (_, ask) => {
  test('is done for owner and admin', async () => {
    expect((await ask(world.owner, endpointId, deliveryId)).response.status).toBeLessThan(300);
  });

  test('is not for other roles, not of a stranger, not of nobody, and not of no id', async () => {
    for (const role of ['front_desk', 'staff', 'accountant'] as const)
      expect(await ask(await world.as(role), endpointId, deliveryId)).toMatchObject(problem('forbidden', 403));
    expect(await ask(stranger, endpointId, deliveryId)).toMatchObject(problem('not-found', 404));
    expect(await ask(world.owner, randomUUID(), randomUUID())).toMatchObject(problem('not-found', 404));
    expect(await ask(nobody, endpointId, deliveryId)).toMatchObject(problem('unauthenticated', 401));
    expect(await ask(world.owner, 'no-id', 'no-id')).toMatchObject(problem('invalid-request', 400));
  });
});

describe('a new endpoint', () => {
  test('is made once by one key, is listed, and its secret is no part of what is shown', async () => {
    const key = randomUUID();
    const made = await create({ description: 'ERP', eventTypes: ['order.created'] }, world.owner, key);
    expect(made).toMatchObject({
      response: { status: 201 },
      data: { url: receiver.url, description: 'ERP', eventTypes: ['order.created'], shopIds: [], state: 'enabled' },
    });
    expect((await create({ description: 'ERP', eventTypes: ['order.created'] }, world.owner, key)).data?.id).toBe(
      made.data?.id,
    );
    expect(await create({}, world.owner, key)).toMatchObject(problem('idempotency-key-reused', 422));
    const list = await world.owner.GET('/webhook-endpoints');
    expect(list.data?.items.map(({ id }) => id)).toEqual([endpointId, made.data?.id]);
    expect(JSON.stringify([list.data, made.data])).not.toContain('whsec_');
    const { data } = await world.owner.GET('/webhook-endpoints/{endpointId}/secret', one(endpointId));
    expect(data).toEqual({
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{32}$/) as unknown,
      previousSecret: null,
    });
  });

  test.each([
    ['no address', { url: 'erp' }],
    ['an address of the inside', { url: 'http://169.254.169.254/latest/meta-data' }],
    ['another way to write 127.0.0.2', { url: 'http://0x7f000002/' }],
    ['a name of the inside', { url: 'http://postgres.internal/' }],
    ['a password in the address', { url: 'https://me:secret@erp.example.com/' }],
    ['a port of something else', { url: 'https://erp.example.com:5432/' }],
    ['a file', { url: 'file:///etc/passwd' }],
    ['a type that is not known', { eventTypes: ['order.deleted'] }],
    ['a shop that is no id', { shopIds: ['mine'] }],
    ['more than is described', { secret: 'whsec_mine' }],
  ])('with %s is refused', async (_, body) => {
    expect(await create(body)).toMatchObject(problem('invalid-request', 400));
  });

  test('for a shop of somebody else, by who may not, or beyond what is allowed is refused', async () => {
    expect(await create({ shopIds: [randomUUID()] })).toMatchObject(problem('not-found', 404));
    expect(await create({}, await world.as('front_desk'))).toMatchObject(problem('forbidden', 403));
    expect(await create({}, nobody)).toMatchObject(problem('unauthenticated', 401));
    expect(await (await world.as('staff')).GET('/webhook-endpoints')).toMatchObject(problem('forbidden', 403));
    expect(await nobody.GET('/webhook-endpoints')).toMatchObject(problem('unauthenticated', 401));
    for (let count = 1; count < 20; count += 1) expect((await create()).response.status).toBe(201);
    expect(await create()).toMatchObject(problem('invalid-request', 400));
  });
});

describe('a change', () => {
  const change = (body: Record<string, unknown>, ifMatch?: string) =>
    world.owner.PATCH('/webhook-endpoints/{endpointId}', {
      params: { path: { endpointId }, header: ifMatch === undefined ? {} : { 'If-Match': ifMatch } },
      body,
    });

  test('touches what it names, and is refused when somebody else was first', async () => {
    const before = await world.owner.GET('/webhook-endpoints/{endpointId}', one(endpointId));
    const etag = before.response.headers.get('etag') ?? '';
    expect((await change({ description: 'ERP', shopIds: [world.shop.shopId] }, etag)).data).toMatchObject({
      url: receiver.url,
      description: 'ERP',
      shopIds: [world.shop.shopId],
    });
    expect(await change({ description: 'mine' }, etag)).toMatchObject(problem('changed-meanwhile', 412));
    expect(await change({ url: 'http://10.0.0.1/' })).toMatchObject(problem('invalid-request', 400));
    expect(await change({ shopIds: [randomUUID()] })).toMatchObject(problem('not-found', 404));
    expect(await change({})).toMatchObject(problem('invalid-request', 400));
    expect(await change({ description: 'mine' }, 'W/"x"')).toMatchObject(problem('invalid-request', 400));
  });
});

test('a disabled endpoint takes no ping and no replay; enabled and disabled twice is the same as once', async () => {
  await eventually(
    async () => (await world.owner.GET('/webhook-deliveries/{deliveryId}', delivery(deliveryId))).data?.deliveredAt,
  );
  for (let times = 0; times < 2; times += 1) {
    const { data } = await world.owner.POST('/webhook-endpoints/{endpointId}/disable', one(endpointId));
    expect(data).toMatchObject({
      state: 'disabled',
      disabledReason: 'person',
      disabledAt: expect.any(String) as unknown,
    });
  }
  const refused = problem('endpoint-disabled', 409);
  expect(await world.owner.POST('/webhook-endpoints/{endpointId}/ping', one(endpointId))).toMatchObject(refused);
  expect(
    await world.owner.POST('/webhook-endpoints/{endpointId}/replay', { ...one(endpointId), body: since }),
  ).toMatchObject(refused);
  expect(await world.owner.POST('/webhook-deliveries/{deliveryId}/replay', delivery(deliveryId))).toMatchObject(
    refused,
  );
  for (let times = 0; times < 2; times += 1) {
    const { data } = await world.owner.POST('/webhook-endpoints/{endpointId}/enable', one(endpointId));
    expect(data).toMatchObject({ state: 'enabled', disabledReason: null, disabledAt: null });
  }
});

test('a replay reaches back thirty days and no further', async () => {
  const replay = (at: string) =>
    world.owner.POST('/webhook-endpoints/{endpointId}/replay', { ...one(endpointId), body: { since: at } });
  expect(await replay('2020-01-01T00:00:00Z')).toMatchObject(problem('invalid-request', 400));
  expect(await replay('yesterday')).toMatchObject(problem('invalid-request', 400));
  expect((await replay(since.since)).data?.nextSince).toBeNull();
});

test('the log is read page by page and by state', async () => {
  for (let count = 0; count < 4; count += 1)
    await world.owner.POST('/webhook-endpoints/{endpointId}/ping', one(endpointId));
  const seen: string[] = [];
  let cursor: string | null | undefined;
  do {
    const { data } = await world.owner.GET('/webhook-endpoints/{endpointId}/deliveries', {
      params: { path: { endpointId }, query: { limit: 2, ...(cursor ? { cursor } : {}) } },
    });
    seen.push(...(data?.items.map(({ id }) => id) ?? []));
    cursor = data?.nextCursor;
  } while (cursor);
  expect(new Set(seen).size).toBe(5);
  expect(seen.at(-1)).toBe(deliveryId);
  await eventually(async () => {
    const { data } = await world.owner.GET('/webhook-endpoints/{endpointId}/deliveries', {
      params: { path: { endpointId }, query: { state: 'delivered', eventType: 'ping' } },
    });
    return data?.items.length === 5;
  });
  const wrong = { params: { path: { endpointId }, query: { cursor: 'mine' } } };
  expect(await world.owner.GET('/webhook-endpoints/{endpointId}/deliveries', wrong)).toMatchObject(
    problem('invalid-request', 400),
  );
});
