import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { FaultHouse, PATIENCE_MS } from '../fault-house.ts';
import { eventually } from '../harness.ts';
import { type RoleProcess, startRole } from '../role-process.ts';

let house: FaultHouse;
/** A second worker process: what one is told, both obey. */
let second: RoleProcess;
beforeAll(async () => {
  house = await FaultHouse.open();
  second = await startRole('worker', house.env);
}, 180_000);
afterAll(async () => {
  await second.kill();
  await house.close();
});
afterEach(() => house.control('DELETE', '/faults'));

interface Call {
  at: string;
  status?: number;
}
const calls = async () =>
  (await house.control<{ calls: Call[] }>('GET', '/calls?path=order/confirm')).calls.map(({ at, status }) => ({
    at: Date.parse(at),
    status,
  }));
const stands = async () => (await house.client.GET('/shops')).data?.items[0]?.calls;
const key = (orderId: string) => `gate-${house.seed}-${orderId}`;

async function ordersWith(fault: Record<string, unknown>, count: number) {
  const ids = await house.place(count);
  const orders = await Promise.all(ids.map((id) => house.find(id)));
  await house.control('DELETE', '/calls');
  await house.control('POST', '/faults', { platform: 'meituan', path: 'order/confirm', ...fault });
  return orders;
}

describe('a platform that asks to slow down', () => {
  test('is not called by any process before the time that it named, and every accept is done once', async () => {
    const retryAfter = 3;
    const orders = await ordersWith({ act: 'status', status: 429, retryAfter, times: 3 }, 16);
    const answers = await Promise.all(orders.map((order) => house.accept(order.id, key(order.id))));
    for (const { response } of answers) expect([200, 202]).toContain(response.status);
    await eventually(async () => {
      const again = await Promise.all(orders.map((order) => house.accept(order.id, key(order.id))));
      return again.every(({ response }) => response.status === 200);
    }, PATIENCE_MS);
    const made = await calls();
    // Each accept was taken once. Only calls that were on their way together can have been refused together.
    expect(made.filter(({ status }) => status === 200)).toHaveLength(orders.length);
    const refused = made.filter(({ status }) => status === 429);
    const last = refused.at(-1)?.at ?? 0;
    const tooEarly = made.filter(({ at }) => at > last + 1_000 && at < last + (retryAfter - 1) * 1_000);
    expect(tooEarly).toEqual([]);
    await house.settled();
  });
});

describe('a platform that does not answer', () => {
  test('is left alone: few calls, clerks are told why they wait, and their accepts go out once when it is back', async () => {
    const orders = await ordersWith({ act: 'status', status: 500, times: 1_000_000 }, 12);
    await house.control('POST', '/faults', { platform: 'meituan', act: 'status', status: 500, times: 1_000_000 });
    await Promise.all(orders.map((order) => house.accept(order.id, key(order.id))));
    await eventually(async () => (await stands())?.state === 'stopped', PATIENCE_MS);
    const stopped = await stands();
    expect(stopped).toMatchObject({ since: expect.any(String) as string, until: expect.any(String) as string });
    const [late = ''] = await house.place();
    const { id: lateId } = await house.find(late);
    // Without a gate each of the twelve would go on asking by itself.
    const { calls: met } = await house.control<{ calls: Call[] }>('GET', '/calls');
    expect(met.filter(({ status }) => status === 500).length).toBeLessThan(60);
    const { response, data } = await house.accept(lateId, key(lateId));
    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toContain('/api/v1/commands/');
    expect(data).toMatchObject({
      command: { state: 'sent', heldUpBy: { state: 'stopped' } },
      order: { state: 'paid' },
    });
    // Nothing of it has reached the platform yet.
    expect(await house.asked(late, 'order/confirm')).toBe(0);
    await house.control('DELETE', '/faults');
    const all = [...orders.map(({ id }) => id), lateId];
    await eventually(async () => {
      const again = await Promise.all(all.map((id) => house.accept(id, key(id))));
      return again.every((one) => one.response.status === 200);
    }, 2 * PATIENCE_MS);
    expect((await calls()).filter(({ status }) => status === 200)).toHaveLength(all.length);
    await eventually(async () => (await stands())?.state === 'flowing', PATIENCE_MS);
    expect(await stands()).toEqual({ state: 'flowing', since: null, until: null });
    await house.settled();
  }, 240_000);
});
