import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Connection } from '@temporalio/client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { seedMeituanShop, type SeededShop } from '../../prisma/seed.ts';
import { createWorld, eventually, type World } from '../../tests/harness.ts';
import { newOrderId, paidOrder, sendPush } from '../../tests/meituan-push.ts';

/** A Meituan that answers whatever a test wants, for answers that the sandbox's documents do not know. */
let platform: Server;
let answer: (path: string) => { status?: number; body: string; headers?: Record<string, string> } | 'silence';
let asked: string[] = [];
let world: World;
let shop: SeededShop;

beforeAll(async () => {
  platform = createServer((request, response) => {
    const path = (request.url ?? '').replace(/\?.*/, '').replace('/meituan/api/v1/', '');
    asked.push(path);
    const given = answer(path);
    if (given === 'silence') request.socket.destroy();
    else response.writeHead(given.status ?? 200, given.headers).end(given.body);
  });
  await new Promise<void>((resolve) => platform.listen(0, '127.0.0.1', resolve));
  world = await createWorld();
  shop = await seedMeituanShop(world.database, world.merchantId, {
    connectionId: randomUUID(),
    shopId: randomUUID(),
    appId: '1001',
    code: 't_poi_02',
    name: '第二家店',
    sandboxUrl: `http://127.0.0.1:${(platform.address() as AddressInfo).port}`,
  });
});
afterAll(async () => {
  await world.close();
  platform.closeAllConnections();
  platform.close();
});
beforeEach(() => {
  asked = [];
});

const push = (params: Record<string, string>) =>
  sendPush(
    { ...params, app_poi_code: 't_poi_02' },
    { url: `${world.api.url}/webhooks/meituan/${shop.connectionId}`, secret: shop.secret },
  );

const find = (platformOrderId: string) =>
  eventually(async () => {
    const { data } = await world.owner.GET('/orders', { params: { query: { platformOrderId } } });
    return data?.items[0];
  });

const accept = async (orderId: string, key: string = randomUUID()) =>
  world.owner.POST('/orders/{orderId}/accept', { params: { path: { orderId }, header: { 'Idempotency-Key': key } } });

async function messagesOf(platformOrderId: string): Promise<string[]> {
  return world.database.withMerchant(world.merchantId, async (tx) => {
    const rows = await tx.inboundMessage.findMany({ where: { platformOrderId }, orderBy: { receivedAt: 'asc' } });
    return rows.map(({ kind, state, parkedReason }) => `${kind} ${state}${parkedReason ? ` ${parkedReason}` : ''}`);
  });
}

function detail(params: Record<string, string>, change: Record<string, string> = {}): string {
  return JSON.stringify({ data: { ...params, app_poi_code: 't_poi_02', ...change } });
}

const cancelled = (order_id: string) => ({ order_id, reason_code: '1102', reason: '', deal_op_type: '1' });

describe('an order that nobody has described', () => {
  test('and whose description makes no sense is set aside; Meituan is not asked over and over', async () => {
    const order_id = newOrderId();
    answer = () => ({ body: detail(paidOrder({ order_id }), { status: '5' }) });
    await push(cancelled(order_id));
    const messages = await eventually(async () => {
      const all = await messagesOf(order_id);
      return all.every((text) => text.includes('parked')) && all;
    });
    expect(messages).toEqual(['order-cancelled parked order_unknown', 'detail parked unknown_value']);
    expect(asked).toEqual(['order/getOrderDetail']);
  });

  test('is asked for when its push was incomplete, and shown with the right amounts', async () => {
    const params = paidOrder({ total: '33.5' });
    const extras = '[{"remark":"满减","reduce_fee":2,"mt_charge":0,"poi_charge":2},{}]';
    answer = () => ({ body: detail(params, { extras }) });
    await push({ ...params, incmp_code: '-1', incmp_modules: '[1]', extras: '[]' });
    expect(await find(params.order_id ?? '')).toMatchObject({ totalMinor: 3350, state: 'paid' });
    expect(asked).toEqual(['order/getOrderDetail']);
  });
});

describe('a command whose outcome nobody knows', () => {
  test('is looked up: Meituan has not done it, so it is sent again, and once', async () => {
    const params = paidOrder();
    const order_id = params.order_id ?? '';
    let confirmed = false;
    answer = (path) => {
      if (path === 'order/getOrderDetail') return { body: detail(params, confirmed ? { status: '4' } : {}) };
      if (asked.filter((one) => one === 'order/confirm').length === 1) return 'silence';
      confirmed = true;
      return { body: '{"data":"ok"}' };
    };
    await push(params);
    const { data } = await accept((await find(order_id)).id);
    expect(data).toMatchObject({ command: { state: 'done' }, order: { state: 'accepted' } });
    expect(asked).toEqual(['order/confirm', 'order/getOrderDetail', 'order/confirm']);
  });

  test('is given up after a few tries that Meituan never did, in its own words, and can be pressed again', async () => {
    const params = paidOrder();
    const order_id = params.order_id ?? '';
    answer = (path) =>
      path === 'order/confirm'
        ? { body: '{"data":"ng","error":{"code":1001,"msg":"确认失败"}}' }
        : { body: detail(params) };
    await push(params);
    const order = await find(order_id);
    const refused = await accept(order.id);
    expect(refused.response.status).toBe(409);
    expect(refused.error).toMatchObject({
      type: '/problems/command-refused',
      platformCode: '1001',
      platformMessage: '确认失败',
    });
    expect(asked.filter((path) => path === 'order/confirm')).toHaveLength(3);
    answer = (path) => ({ body: path === 'order/confirm' ? '{"data":"ok"}' : detail(params) });
    expect((await accept(order.id)).data).toMatchObject({ command: { state: 'done' }, order: { state: 'accepted' } });
  });

  test('is looked up: the customer has cancelled meanwhile, the clerk is told so and the row is right', async () => {
    const params = paidOrder();
    answer = (path) =>
      path === 'order/confirm'
        ? { body: '{"data":"ng","error":{"code":808,"msg":"状态已变"}}' }
        : { body: detail(params, { status: '9', utime: String(Math.floor(Date.now() / 1000) + 1) }) };
    await push(params);
    const order = await find(params.order_id ?? '');
    const { error } = await accept(order.id);
    expect(error).toMatchObject({ type: '/problems/command-refused', platformCode: '808' });
    expect(await find(params.order_id ?? '')).toMatchObject({ state: 'cancelled', phase: 'cancelled' });
  });
});

describe('a command that neither got through nor could be looked up', () => {
  async function openOutcome() {
    const params = paidOrder();
    answer = (path) =>
      path === 'order/confirm' ? 'silence' : { body: '{"data":"ng","error":{"code":704,"msg":"无权限"}}' };
    await push(params);
    const order = await find(params.order_id ?? '');
    const { response, data } = await accept(order.id);
    expect([response.status, data?.command.state]).toEqual([202, 'unknown']);
    expect(response.headers.get('location')).toBe(`/api/v1/commands/${data?.command.id}`);
    return { params, order, commandId: data?.command.id ?? '' };
  }
  const commandOf = async (commandId: string) =>
    (await world.owner.GET('/commands/{commandId}', { params: { path: { commandId } } })).data;

  test('is looked up again when the clerk presses again, and sent once more only because Meituan has not done it', async () => {
    const { params, order, commandId } = await openOutcome();
    asked = [];
    answer = (path) => ({ body: path === 'order/confirm' ? '{"data":"ok"}' : detail(params) });
    const { data } = await accept(order.id);
    expect(data).toMatchObject({ command: { id: commandId, state: 'done' }, order: { state: 'accepted' } });
    expect(asked).toEqual(['order/getOrderDetail', 'order/confirm']);
  });

  test('pressed by five clerks at once is looked up once', async () => {
    const { params, order } = await openOutcome();
    asked = [];
    answer = (path) => ({ body: path === 'order/confirm' ? '{"data":"ok"}' : detail(params) });
    const answers = await Promise.all(Array.from({ length: 5 }, () => accept(order.id)));
    expect(answers.map(({ response }) => response.status)).toEqual(Array(5).fill(200));
    expect(asked.filter((path) => path === 'order/confirm')).toHaveLength(1);
  });

  test.each([
    ['accepted', '4', 'done'],
    ['cancelled', '9', 'refused'],
  ])('ends by itself when Meituan tells that the order is %s', async (_, status, state) => {
    const { params, commandId } = await openOutcome();
    await push({ ...params, status, utime: String(Math.floor(Date.now() / 1000) + 1) });
    await eventually(async () => (await commandOf(commandId))?.state === state);
  });
});

test('a Meituan that is away for a moment is waited for; the command is sent when it is back', async () => {
  const params = paidOrder();
  let refusals = 2;
  answer = (path) => {
    if (path !== 'order/confirm') return { body: detail(params) };
    refusals -= 1;
    return refusals >= 0 ? { status: 429, body: '', headers: { 'retry-after': '1' } } : { body: '{"data":"ok"}' };
  };
  await push(params);
  const { data } = await accept((await find(params.order_id ?? '')).id);
  expect(data).toMatchObject({ command: { state: 'done' }, order: { state: 'accepted' } });
  expect(asked).toEqual(['order/confirm', 'order/confirm', 'order/confirm']);
});

describe("an order's workflow", () => {
  const describeOf = async (platformOrderId: string) => {
    const connection = await Connection.connect({ address: world.config.temporalAddress });
    const id = `order:${shop.shopId}:${platformOrderId}`;
    try {
      return await connection.workflowService.describeWorkflowExecution({
        namespace: 'default',
        execution: { workflowId: id },
      });
    } finally {
      await connection.close();
    }
  };
  const states = async (platformOrderId: string) => (await describeOf(platformOrderId)).workflowExecutionInfo?.status;
  const RUNNING = 1;
  const COMPLETED = 2;

  test('waits while the order lives, ends with it and comes back for a refund a week later', async () => {
    const params = paidOrder();
    const order_id = params.order_id ?? '';
    await push(params);
    await find(order_id);
    expect(await states(order_id)).toBe(RUNNING);
    await push({ ...params, status: '8', utime: String(Math.floor(Date.now() / 1000) + 5) });
    await eventually(async () => Number(await states(order_id)) === COMPLETED);
    await push({
      order_id,
      refund_id: '1',
      notify_type: 'apply',
      res_type: '0',
      reason: '',
      ctime: String(Math.floor(Date.now() / 1000) + 9),
    });
    await eventually(async () => (await find(order_id)).refundState === 'requested');
    expect(await states(order_id)).toBe(RUNNING);
  });

  test('is left asleep by news of the rider, which people see all the same', async () => {
    const params = paidOrder();
    const order_id = params.order_id ?? '';
    await push(params);
    await find(order_id);
    const stepsOf = async () => {
      const { workflowExecutionInfo, pendingWorkflowTask } = await describeOf(order_id);
      return pendingWorkflowTask ? null : Number(workflowExecutionInfo?.historyLength);
    };
    // The step in which it found its order ends a moment after the order is seen.
    const steps = await eventually(stepsOf);
    await push({ order_id, logistics_status: '20', time: String(Math.floor(Date.now() / 1000) + 1) });
    await eventually(async () => (await find(order_id)).fulfilment === 'shipping');
    expect(await stepsOf()).toBe(steps);
  });
});
