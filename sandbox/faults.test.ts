import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { startTestSandbox, type TestSandbox } from './meituan/merchant-for-tests.ts';

let sandbox: TestSandbox;
let orderId: string;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
beforeEach(async () => {
  await sandbox.control('DELETE', '/faults');
  orderId = await sandbox.place();
});
afterAll(() => sandbox.close());

const fault = (body: object): Promise<unknown> => sandbox.control('POST', '/faults', { platform: 'meituan', ...body });
const confirm = (signal?: AbortSignal): ReturnType<TestSandbox['call']> =>
  sandbox.call('order/confirm', { order_id: orderId }, signal ? { signal } : {});
const status = async (): Promise<unknown> =>
  (await sandbox.control('GET', `/meituan/orders/${orderId}`)).body['status'];
const lastCall = async (): Promise<Record<string, unknown> | undefined> =>
  (await sandbox.control<{ calls: Record<string, unknown>[] }>('GET', `/calls?orderId=${orderId}`)).body.calls.at(-1);

test('an HTTP error with Retry-After, and nothing is done', async () => {
  await fault({ act: 'status', status: 429, retryAfter: 3 });
  const answer = await confirm();
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '3']);
  expect(await status()).toBe(2);
  expect(await lastCall()).toMatchObject({ fault: 'status' });
  expect((await confirm()).body).toEqual({ data: 'ok' });
});

test('a log-in page with status 200', async () => {
  await fault({ act: 'html' });
  const answer = await confirm();
  expect(answer.status).toBe(200);
  expect(answer.text).toMatch(/^<!doctype html>/);
  expect(await status()).toBe(2);
});

test("the platform's own failure", async () => {
  await fault({ act: 'error-code', code: 700, msg: '系统繁忙' });
  expect((await confirm()).body).toEqual({ data: 'ng', error: { code: 700, msg: '系统繁忙' } });
  expect(await status()).toBe(2);
});

test('done, but the connection breaks before the answer', async () => {
  await fault({ act: 'reset-after-acting' });
  await expect(confirm()).rejects.toThrow();
  expect(await status()).toBe(4);
  expect(await lastCall()).toMatchObject({ fault: 'reset-after-acting', code: 0 });
});

test('done, but only half of the answer comes', async () => {
  await fault({ act: 'half' });
  await expect(confirm()).rejects.toThrow();
  expect(await status()).toBe(4);
});

test('no answer at all; with actFirst it is done all the same', async () => {
  for (const [actFirst, statusAfter] of [
    [false, 2],
    [true, 4],
  ]) {
    await fault({ act: 'hang', actFirst });
    const gaveUp = new AbortController();
    const refused = expect(confirm(gaveUp.signal)).rejects.toThrow();
    await vi.waitFor(async () => expect(await lastCall()).toMatchObject({ fault: 'hang' }));
    gaveUp.abort();
    await refused;
    expect(await status()).toBe(statusAfter);
    await sandbox.control('DELETE', '/calls');
  }
});

test('a slow answer is the true one', async () => {
  await fault({ act: 'slow', delayMs: 80 });
  const startedAt = performance.now();
  expect((await confirm()).body).toEqual({ data: 'ok' });
  expect(performance.now() - startedAt).toBeGreaterThan(75);
});

test('a fault meets only the calls it names, as often as it says', async () => {
  await fault({ act: 'status', path: 'order/confirm', orderId, times: 2 });
  const other = await sandbox.place();
  expect((await sandbox.call('order/viewstatus', { order_id: orderId })).status).toBe(200);
  expect((await sandbox.call('order/confirm', { order_id: other })).status).toBe(200);
  expect([(await confirm()).status, (await confirm()).status, (await confirm()).status]).toEqual([503, 503, 200]);
});

test('a fault for an unknown platform or of an unknown kind is refused with a reason', async () => {
  expect(await fault({ act: 'explode' })).toMatchObject({
    status: 400,
    body: { error: expect.stringContaining('act') },
  });
  expect(await sandbox.control('POST', '/faults', { platform: 'eleme', act: 'hang' })).toMatchObject({ status: 404 });
});
