import { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../hub/config.ts';
import { resolveTemporalTestServer } from '../../hub/embedded/temporal-binary.ts';
import { orderWorkflowId } from '../../domain/ids.ts';
import type { TimerSettings } from '../../domain/timers.ts';
import { createWorld, eventually, type World } from '../../tests/harness.ts';
import { pino } from 'pino';
import { installRuntimeLog } from '../runtime-log.ts';
import { lookInInbox, ORDER_WORKFLOW } from './order.messages.ts';

/** Hours pass in no time: the time-skipping server moves its clock whenever nothing but timers is left. */
let env: TestWorkflowEnvironment;
let world: World;

beforeAll(async () => {
  installRuntimeLog(pino({ level: 'silent' }));
  const { path } = await resolveTemporalTestServer({ cacheDir: readConfig().cacheDir });
  env = await startTimeSkipping(path);
  world = await createWorld({ temporalAddress: env.address });
});
afterAll(async () => {
  await world.close();
  await env.teardown();
});

/** The SDK gives the server five seconds; a machine with other work to do sometimes needs more. */
async function startTimeSkipping(path: string): Promise<TestWorkflowEnvironment> {
  const START_TRIES_MAX = 4;
  for (let tries = 1; ; tries += 1) {
    try {
      return await TestWorkflowEnvironment.createTimeSkipping({
        server: { executable: { type: 'existing-path', path } },
      });
    } catch (error) {
      if (tries >= START_TRIES_MAX) throw error;
    }
  }
}

const inShop = (data: Partial<TimerSettings>) =>
  world.database.withMerchant(world.merchantId, (tx) => tx.shop.update({ where: { id: world.shop.shopId }, data }));

async function placeOrder(state: 'paid' | 'placed' = 'paid'): Promise<string> {
  return (await world.control<{ orderId: string }>('POST', '/meituan/orders', { state })).orderId;
}

async function detail(platformOrderId: string) {
  const { data } = await world.owner.GET('/orders', { params: { query: { platformOrderId } } });
  const id = data?.items[0]?.id;
  return id ? (await world.owner.GET('/orders/{orderId}', { params: { path: { orderId: id } } })).data : undefined;
}

/** Lets the order's workflow sleep through its deadlines. */
async function skip(platformOrderId: string, hours: number): Promise<void> {
  await eventually(() => detail(platformOrderId));
  await env.sleep(hours * 3600 * 1000);
  // The clock of the order's own messages goes on as usual; a look in the inbox brings its workflow up to the skipped time.
  const order = { merchantId: world.merchantId, shopId: world.shop.shopId, platformOrderId };
  await env.client.workflow.signalWithStart(ORDER_WORKFLOW, {
    workflowId: orderWorkflowId(order.shopId, platformOrderId),
    taskQueue: world.config.temporalTaskQueue,
    args: [order],
    signal: lookInInbox,
  });
}

describe('when nobody acts in time', () => {
  test('a waiting order reminds at half its time, urges near the end, and is accepted by itself where the shop wants it', async () => {
    await inShop({ acceptDeadlineSeconds: 600, onAcceptDeadline: 'accept' });
    const id = await placeOrder();
    await skip(id, 1);
    const order = await eventually(async () => {
      const now = await detail(id);
      return now?.state === 'accepted' && now;
    });
    const kinds = order.events.map((event) => event.kind);
    expect(kinds.slice(0, 5)).toEqual(['placed', 'paid', 'accept_half', 'accept_urgent', 'accept_over']);
    expect(kinds.filter((kind) => kind === 'accept_half')).toHaveLength(1);
    expect(order.commands).toMatchObject([{ action: 'accept', state: 'done', actor: 'system' }]);
    expect(await world.control('GET', `/meituan/orders/${id}`)).toMatchObject({ status: 4 });
  });

  test('where the shop wants only reminders, the order keeps waiting', async () => {
    await inShop({ onAcceptDeadline: 'remind' });
    const id = await placeOrder();
    await skip(id, 1);
    const order = await eventually(async () => {
      const now = await detail(id);
      return now?.events.some((event) => event.kind === 'accept_over') && now;
    });
    expect(order).toMatchObject({ state: 'paid', commands: [] });
  });

  test('an unpaid order is asked about at its platform, and a cancellation that no push told of is seen', async () => {
    // Longer than what the tests before have skipped, or the deadline would be over when the order comes.
    await inShop({ payDeadlineSeconds: 24 * 3600 });
    const id = await placeOrder('placed');
    await eventually(() => detail(id));
    await world.control('POST', '/pushes/settings', { drop: 1 });
    await world.control('POST', `/meituan/orders/${id}/cancel`, { by: 'system', reasonCode: 1002 });
    await world.control('POST', '/pushes/settings', {});
    await skip(id, 25);
    await eventually(async () => (await detail(id))?.state === 'cancelled');
  });

  test('a delivered order that the platform never calls completed is completed after the time that the shop has chosen', async () => {
    await inShop({ acceptDeadlineSeconds: 300, onAcceptDeadline: 'remind', autoCompleteSeconds: 7200 });
    const id = await placeOrder();
    const order = await eventually(() => detail(id));
    await world.owner.POST('/orders/{orderId}/accept', { params: { path: { orderId: order.id } } });
    await world.control('POST', `/meituan/orders/${id}/rider`, { status: 40 });
    await eventually(async () => (await detail(id))?.fulfilment === 'delivered');
    await skip(id, 200);
    const done = await eventually(async () => {
      const now = await detail(id);
      return now?.state === 'completed' && now;
    });
    expect(done.events.at(-1)).toMatchObject({ kind: 'completed', actor: 'system', source: 'system' });
    await inShop({ autoCompleteSeconds: null });
  });
});
