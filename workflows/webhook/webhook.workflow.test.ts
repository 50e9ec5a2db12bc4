import { Ajv } from 'ajv';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { receiveWebhooks } from '../../docs/examples/receive-webhooks.ts';
import { type ApiClient, createMerchant, createWorld, eventually, type World } from '../../tests/harness.ts';
import { paidOrder, sendPush } from '../../tests/meituan-push.ts';
import { read } from '../../tests/project-files.ts';
import { verified, WebhookReceiver } from '../../tests/webhook-receiver.ts';

let world: World;
let receivers: WebhookReceiver[] = [];
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());
afterEach(async () => {
  const { data } = await world.owner.GET('/webhook-endpoints');
  for (const { id } of data?.items ?? [])
    await world.owner.DELETE('/webhook-endpoints/{endpointId}', { params: { path: { endpointId: id } } });
  await Promise.all(receivers.map((receiver) => receiver.close()));
  receivers = [];
});

async function openReceiver(): Promise<WebhookReceiver> {
  const receiver = await WebhookReceiver.open();
  receivers.push(receiver);
  return receiver;
}

const at = (endpointId: string) => ({ params: { path: { endpointId } } });

async function listen(more: Record<string, unknown> = {}, client: ApiClient = world.owner) {
  const receiver = await openReceiver();
  const { data } = await client.POST('/webhook-endpoints', { body: { url: receiver.url, ...more } });
  const id = data?.id ?? '';
  const look = async () => (await client.GET('/webhook-endpoints/{endpointId}', at(id))).data;
  const secrets = async () => (await client.GET('/webhook-endpoints/{endpointId}/secret', at(id))).data;
  const ping = async () => (await client.POST('/webhook-endpoints/{endpointId}/ping', at(id))).data?.id ?? '';
  const delivery = async (deliveryId: string) =>
    (await client.GET('/webhook-deliveries/{deliveryId}', { params: { path: { deliveryId } } })).data;
  return { id, receiver, look, secrets, ping, delivery };
}

async function place(): Promise<string> {
  return (await world.control<{ orderId: string }>('POST', '/meituan/orders', {})).orderId;
}

async function accept(platformOrderId: string): Promise<string> {
  const order = await eventually(
    async () => (await world.owner.GET('/orders', { params: { query: { platformOrderId } } })).data?.items[0],
  );
  await world.owner.POST('/orders/{orderId}/accept', { params: { path: { orderId: order.id } } });
  return order.id;
}

describe('an integrator hears', () => {
  test('of a new order, of each step and of commands, in order, signed, and as the API describes it', async () => {
    const { receiver, secrets } = await listen();
    const platformOrderId = await place();
    const orderId = await accept(platformOrderId);
    await eventually(
      async () => receiver.of('command.finished').length === 1 && receiver.tale(platformOrderId).length === 3,
    );
    expect(receiver.tale(platformOrderId)).toEqual([
      'order.created placed',
      'order.changed paid',
      'order.changed accepted',
    ]);
    const [command] = receiver.of('command.finished');
    expect(command?.json.data.command).toMatchObject({
      orderId,
      action: 'accept',
      state: 'done',
      shopId: world.shop.shopId,
    });
    const secret = (await secrets())?.secret ?? '';
    const described = describedBodies();
    for (const received of receiver.received) {
      expect(verified(secret, received)).toEqual(received.json);
      expect(() => verified(secret, { ...received, body: received.body.replace('placed', 'Placed ') + ' ' })).toThrow();
      const fits = described(received.json.type);
      expect([fits(received.json), fits.errors]).toEqual([true, null]);
      // Ids and states: nothing by which a customer could be found.
      for (const personal of ['张三', '13800000000', '示例路', 'phone', 'address', 'name'])
        expect(received.body).not.toContain(personal);
    }
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(receiver.received.length);
  });

  test('of a message that waits for a person', async () => {
    const { receiver } = await listen({ eventTypes: ['message.parked'] });
    const parked = paidOrder({ status: '5' });
    await sendPush(parked, {
      url: `${world.api.url}/webhooks/meituan/${world.shop.connectionId}`,
      secret: world.shop.secret,
    });
    const [received] = await eventually(async () => receiver.received.length > 0 && receiver.received);
    expect(received?.json).toMatchObject({
      type: 'message.parked',
      data: { message: { platform: 'meituan', platformOrderId: parked.order_id, reason: 'unknown_value' } },
    });
    const fits = describedBodies()('message.parked');
    expect([fits(received?.json), fits.errors]).toEqual([true, null]);
  });

  test('only what it asked for: types, and shops', async () => {
    const { receiver: created } = await listen({ eventTypes: ['order.created'] });
    const { receiver: ours } = await listen({ shopIds: [world.shop.shopId] });
    const platformOrderId = await place();
    await eventually(async () => ours.tale(platformOrderId).length === 2);
    await eventually(async () => created.tale(platformOrderId).length === 1);
    expect(created.tale(platformOrderId)).toEqual(['order.created placed']);
    const other = await world.owner.POST('/webhook-endpoints', {
      body: { url: ours.url, shopIds: [randomUUID()] },
    });
    expect(other.error).toMatchObject({ type: '/problems/not-found' });
  });

  test('nothing of another merchant', async () => {
    const stranger = await world.as('owner', await createMerchant(world.database));
    const { receiver, ping } = await listen({}, stranger);
    const { receiver: ours } = await listen();
    const platformOrderId = await place();
    await eventually(async () => ours.tale(platformOrderId).length === 2);
    await ping();
    await eventually(async () => receiver.received.length > 0);
    expect(receiver.received.map(({ json }) => json.type)).toEqual(['ping']);
  });
});

describe('when the receiver fails', () => {
  test('the message comes again under the same id, the next of its order waits for it, those of others do not', async () => {
    const { receiver, look, id } = await listen({ eventTypes: ['order.created', 'order.changed'] });
    const broken = await place();
    receiver.behave = (received, response) => {
      const isFirst = receiver.received.filter((one) => one.id === received.id).length === 1;
      const fails =
        isFirst && received.json.type === 'order.created' && received.json.data.order?.platformOrderId === broken;
      response.writeHead(fails ? 500 : 200).end(fails ? 'out of order' : 'ok');
    };
    await eventually(async () => receiver.tale(broken).length === 1);
    const fine = await place();
    await eventually(async () => receiver.tale(fine).length === 2);
    expect(receiver.tale(broken)).toEqual(['order.created placed']);
    await eventually(async () => receiver.tale(broken).length === 3, 30_000);
    expect(receiver.tale(broken)).toEqual(['order.created placed', 'order.created placed', 'order.changed paid']);
    const [first, again] = receiver.received.filter(({ json }) => json.data.order?.platformOrderId === broken);
    expect(again?.id).toBe(first?.id);
    expect(again?.body).toBe(first?.body);
    const log = await world.owner.GET('/webhook-endpoints/{endpointId}/deliveries', at(id));
    const row = log.data?.items.find(({ messageId }) => messageId === first?.id);
    expect(row).toMatchObject({ state: 'delivered', attempts: 2, lastStatus: 200, lastFailure: null });
    const { data } = await world.owner.GET('/webhook-deliveries/{deliveryId}', {
      params: { path: { deliveryId: row?.id ?? '' } },
    });
    expect(data?.body).toBe(first?.body);
    expect(data?.tries).toMatchObject([
      { status: 200, failure: null, answer: 'ok' },
      { status: 500, failure: 'error_status', answer: 'out of order' },
    ]);
    await eventually(async () => (await look())?.waiting === 0);
    expect(await look()).toMatchObject({ state: 'enabled', failingSince: null, failureCount: 0 });
  });

  test('410 disables it at once, what waits is given up, and a replay brings it when it is enabled again', async () => {
    const { receiver, look, id } = await listen({ eventTypes: ['order.created'] });
    receiver.answer(410);
    const began = new Date();
    const gone = await place();
    await eventually(async () => (await look())?.state === 'disabled');
    expect(await look()).toMatchObject({ disabledReason: 'gone', waiting: 0, lastFailure: 'error_status' });
    expect(receiver.received).toHaveLength(1);
    const missed = await place();
    await accept(missed);
    const refused = await world.owner.POST('/webhook-endpoints/{endpointId}/ping', at(id));
    expect(refused.error).toMatchObject({ type: '/problems/endpoint-disabled' });
    receiver.answer(200);
    const enabled = await world.owner.POST('/webhook-endpoints/{endpointId}/enable', at(id));
    expect(enabled.data).toMatchObject({ state: 'enabled', disabledReason: null, failureCount: 0 });
    const replay = await world.owner.POST('/webhook-endpoints/{endpointId}/replay', {
      ...at(id),
      body: { since: began.toISOString() },
    });
    // An order that is so new that its turn has not come yet is told in its turn, now that the endpoint is enabled.
    expect(replay.data?.nextSince).toBeNull();
    expect([1, 2]).toContain(replay.data?.replayed);
    await eventually(async () => receiver.tale(missed).length === 1 && receiver.tale(gone).length === 2);
    const [first, again] = receiver.received;
    expect(again?.id).toBe(first?.id);
  });

  test('a redirect, even to the cloud’s own address, is not followed; a name of the inside is not called', async () => {
    const { receiver, ping, delivery, look, id } = await listen();
    receiver.answer(302, { location: 'http://169.254.169.254/latest/meta-data/' });
    const redirected = await ping();
    await eventually(async () => ((await delivery(redirected))?.attempts ?? 0) > 0);
    expect(await delivery(redirected)).toMatchObject({ lastStatus: 302, lastFailure: 'redirect', state: 'waiting' });
    // A name that was typed in well and leads inside only now: written past the API.
    await world.database.withMerchantSql(world.merchantId, (client) =>
      client.query("UPDATE webhook_endpoints SET url = 'http://169.254.169.254/latest' WHERE id = $1", [id]),
    );
    const inside = await ping();
    await eventually(async () => (await delivery(inside))?.lastFailure === 'address_refused');
    expect((await delivery(inside))?.tries[0]).toMatchObject({ status: null, failure: 'address_refused' });
    expect(await look()).toMatchObject({ state: 'enabled', lastFailure: 'address_refused' });
  });

  test('Retry-After is kept to', async () => {
    const { receiver, ping, delivery, look } = await listen();
    receiver.answer(429, { 'retry-after': '3600' });
    const first = await ping();
    await eventually(async () => ((await delivery(first))?.attempts ?? 0) === 1);
    const next = Date.parse((await delivery(first))?.nextAttemptAt ?? '');
    expect(next - Date.now()).toBeGreaterThan(3_500_000);
    expect(Date.parse((await look())?.pausedUntil ?? '') - Date.now()).toBeGreaterThan(3_500_000);
    const second = await ping();
    await eventually(async () => ((await look())?.waiting ?? 0) === 2);
    expect((await delivery(second))?.attempts).toBe(0);
    // The operator sees it as well.
    await eventually(async () => {
      const metrics = await (await fetch(`${world.api.url}/metrics`)).text();
      return Number(/^jiedan_webhooks_waiting (\d+)/m.exec(metrics)?.[1]) >= 2;
    });
  });

  test('an endless answer is cut, a connection that breaks is a failure', async () => {
    const { receiver, ping, delivery } = await listen();
    let written = 0;
    receiver.behave = (_, response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(16 * 1024, 'x'))) written += 16 * 1024;
      };
      response.on('drain', more);
      more();
    };
    const endless = await ping();
    await eventually(async () => (await delivery(endless))?.state === 'delivered');
    expect((await delivery(endless))?.tries[0]?.answer).toHaveLength(500);
    expect(written).toBeLessThan(64 * 1024 * 1024);
    receiver.behave = (_, response) => void response.destroy();
    const broken = await ping();
    await eventually(async () => (await delivery(broken))?.lastFailure === 'unreachable');
  });
});

test('while the secret is changed both sign; later the new one alone', async () => {
  const { receiver, ping, secrets, id } = await listen();
  const old = (await secrets())?.secret ?? '';
  const rotate = (overlapHours: number) =>
    world.owner.POST('/webhook-endpoints/{endpointId}/rotate-secret', { ...at(id), body: { overlapHours } });
  expect((await rotate(1)).data?.previousSecretUntil).not.toBeNull();
  const both = await secrets();
  expect(both?.previousSecret).toBe(old);
  await ping();
  const [first] = await eventually(async () => receiver.received.length === 1 && receiver.received);
  if (!first) throw new Error('nothing came');
  expect(first.headers['webhook-signature']?.split(' ')).toHaveLength(2);
  for (const secret of [old, both?.secret ?? '']) expect(verified(secret, first)).toEqual(first.json);
  expect((await rotate(0)).data?.previousSecretUntil).toBeNull();
  const [before, now] = [both?.secret ?? '', (await secrets())?.secret ?? ''];
  await ping();
  const second = await eventually(async () => receiver.received[1]);
  expect(verified(now, second)).toEqual(second.json);
  expect(() => verified(before, second)).toThrow();
});

test('the receiver of our documentation takes each message once, and refuses what is not ours', async () => {
  const example = read('docs/examples/receive-webhooks.ts').trim();
  expect(read('docs/webhooks.md')).toContain(`\`\`\`ts\n${example}\n\`\`\``);
  const { id, secrets, delivery, ping } = await listen();
  const taken: string[] = [];
  const server = receiveWebhooks((await secrets())?.secret ?? '', async (messageId) => void taken.push(messageId));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  await world.owner.PATCH('/webhook-endpoints/{endpointId}', { ...at(id), body: { url } });
  const deliveryId = await ping();
  for (const tries of [1, 2]) {
    await eventually(
      async () => (await delivery(deliveryId))?.tries.filter(({ status }) => status === 204).length === tries,
    );
    await world.owner.POST('/webhook-deliveries/{deliveryId}/replay', { params: { path: { deliveryId } } });
  }
  expect(taken).toEqual([(await delivery(deliveryId))?.messageId]);
  const forged = await fetch(url, { method: 'POST', body: '{}', headers: { 'webhook-id': 'msg_1' } });
  expect(forged.status).toBe(401);
  server.closeAllConnections();
  server.close();
});

test('a message that was delivered can be sent again, with the same id and body', async () => {
  const { receiver, ping, delivery } = await listen();
  const deliveryId = await ping();
  await eventually(async () => (await delivery(deliveryId))?.state === 'delivered');
  const again = await world.owner.POST('/webhook-deliveries/{deliveryId}/replay', { params: { path: { deliveryId } } });
  expect(again).toMatchObject({ response: { status: 202 }, data: { state: 'waiting', attempts: 0 } });
  await eventually(async () => receiver.received.length === 2);
  expect(receiver.received[1]).toMatchObject({ id: receiver.received[0]?.id, body: receiver.received[0]?.body });
  await eventually(async () => (await delivery(deliveryId))?.tries.length === 2);
});

/** What the API says about the body of an event type. */
function describedBodies() {
  const spec = parse(read('openapi/openapi.yaml')) as {
    webhooks: Record<
      string,
      { post: { requestBody: { content: { 'application/json': { schema: { $ref: string } } } } } }
    >;
  };
  const ajv = new Ajv({ strict: false, validateFormats: false }).addSchema(spec, 'spec');
  return (type: string) => {
    const ref = spec.webhooks[type]?.post.requestBody.content['application/json'].schema.$ref;
    return ajv.compile({ $ref: `spec${ref}` });
  };
}
