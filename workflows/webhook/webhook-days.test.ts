import { TestWorkflowEnvironment } from '@temporalio/testing';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../hub/config.ts';
import { resolveTemporalTestServer } from '../../hub/embedded/temporal-binary.ts';
import { createWorld, eventually, type World } from '../../tests/harness.ts';
import { WebhookReceiver } from '../../tests/webhook-receiver.ts';
import { installRuntimeLog } from '../runtime-log.ts';

/** Days of retries pass in seconds: the server moves its clock whenever nothing but timers is left. */
let env: TestWorkflowEnvironment;
let world: World;
let receiver: WebhookReceiver;

beforeAll(async () => {
  installRuntimeLog(pino({ level: 'silent' }));
  const { path } = await resolveTemporalTestServer({ cacheDir: readConfig().cacheDir });
  env = await startTimeSkipping(path);
  world = await createWorld({ temporalAddress: env.address });
  receiver = await WebhookReceiver.open();
});
afterAll(async () => {
  await world.close();
  await receiver.close();
  await env.teardown();
});

const HOUR_MS = 3600_000;

test('a receiver that fails is tried for five days, ever more rarely, then it is disabled; a replay brings all', async () => {
  const { data } = await world.owner.POST('/webhook-endpoints', { body: { url: receiver.url } });
  const endpoint = { params: { path: { endpointId: data?.id ?? '' } } };
  const look = async () => (await world.owner.GET('/webhook-endpoints/{endpointId}', endpoint)).data;
  receiver.answer(500);
  const began = Date.now();
  const { data: ping } = await world.owner.POST('/webhook-endpoints/{endpointId}/ping', endpoint);
  const delivery = { params: { path: { deliveryId: ping?.id ?? '' } } };
  const read = async () => (await world.owner.GET('/webhook-deliveries/{deliveryId}', delivery)).data;
  await eventually(async () => receiver.received.length > 0);
  // Four days and twenty hours: still tried, always under one id.
  for (let hours = 0; hours < 116; hours += 4) await env.sleep(4 * HOUR_MS);
  await eventually(async () => ((await read())?.attempts ?? 0) >= 18);
  const late = await look();
  expect(late).toMatchObject({ state: 'enabled', lastFailure: 'error_status' });
  expect(late?.failureCount).toBeLessThan(40);
  expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
  const tries = (await read())?.tries.map(({ at }) => Date.parse(at)).sort((a, b) => a - b) ?? [];
  const gaps = tries.slice(1).map((at, index) => at - (tries[index] ?? 0));
  expect(gaps[0]).toBeLessThan(60_000);
  expect(Math.min(...gaps.slice(10))).toBeGreaterThan(6 * HOUR_MS);
  // And no longer.
  for (let hours = 0; hours < 24; hours += 4) await env.sleep(4 * HOUR_MS);
  const ended = await eventually(async () => {
    const now = await look();
    return now?.state === 'disabled' && now;
  });
  expect(ended).toMatchObject({ disabledReason: 'failing', waiting: 0 });
  const days = (Date.parse(ended.disabledAt ?? '') - began) / (24 * HOUR_MS);
  expect(days).toBeGreaterThan(5);
  expect(days).toBeLessThan(5.6);
  expect(await read()).toMatchObject({ state: 'given_up' });
  receiver.answer(204);
  await world.owner.POST('/webhook-endpoints/{endpointId}/enable', endpoint);
  await world.owner.POST('/webhook-deliveries/{deliveryId}/replay', delivery);
  await eventually(async () => (await read())?.state === 'delivered');
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
