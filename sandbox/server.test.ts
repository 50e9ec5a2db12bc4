import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Merchant, startTestSandbox } from './meituan/merchant-for-tests.ts';
import { startSandbox } from './server.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jiedan-sandbox-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('orders, calls and undelivered pushes survive a restart', async () => {
  const stateFile = join(folder, 'state.json');
  const merchant = await new Merchant().start();
  merchant.answer = () => ({ status: 503, body: '' });
  const app = { callbacks: { default: merchant.url }, push: { retryDelaysMs: [60_000], timeoutMs: 1_000 } };
  const before = await startTestSandbox(app, { stateFile });
  const orderId = await before.place();
  await before.call('order/confirm', { order_id: orderId });
  await merchant.received(2);
  await before.close();

  // The next attempt is due in a minute; a state file edited to "now" shows that the next run takes it up.
  const saved = JSON.parse(await readFile(stateFile, 'utf8'));
  for (const push of saved.pushes.pushes) push.dueAt = 0;
  await writeFile(stateFile, JSON.stringify(saved));
  merchant.answer = () => ({ status: 200, body: '{"data":"ok"}' });
  const after = await startTestSandbox(app, { stateFile });
  const retried = (await merchant.received(4)).slice(2).map((push) => push.params(2));
  expect(retried.map((params) => params['order_id'])).toEqual([orderId, orderId]);
  expect(retried.map((params) => params['status']).sort()).toEqual(['2', '4']);
  expect((await after.call('order/viewstatus', { order_id: orderId })).body.data).toEqual({ status: 4 });
  expect((await after.control<{ calls: object[] }>('GET', `/calls?path=order/confirm`)).body.calls).toHaveLength(1);
  expect(await after.place()).not.toBe(orderId);
  const shop = { app_poi_code: 't_poi_01' };
  expect((await after.call('order/getOrderDaySeq', shop)).body.data).toEqual({ day_seq: 2 });
  await after.close();
  await merchant.close();
});

test('a state file that is not JSON stops the start and is left alone', async () => {
  const stateFile = join(folder, 'state.json');
  await writeFile(stateFile, '{"version":');
  await expect(startSandbox({ port: 0, controlPort: 0, stateFile })).rejects.toThrow(stateFile);
  expect(await readFile(stateFile, 'utf8')).toBe('{"version":');
});

test('a port that is taken is an error, not a hang', async () => {
  const first = await startSandbox({ port: 0, controlPort: 0 });
  const port = Number(new URL(first.url).port);
  await expect(startSandbox({ port, controlPort: 0 })).rejects.toThrow('EADDRINUSE');
  await first.close();
});

test('as a process it says where it listens and stops cleanly when told to', async () => {
  const main = new URL('main.ts', import.meta.url).pathname;
  const environment = { ...process.env, SANDBOX_STATE_FILE: join(folder, 'deep', 'state.json') };
  const child = spawn(process.execPath, ['--import', 'tsx', main], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await Promise.race([
    new Promise<[string]>((resolve) => createInterface(child.stdout).once('line', (text) => resolve([text]))),
    new Promise<never>((_resolve, reject) => child.once('exit', (code) => reject(new Error(`exit ${String(code)}`)))),
  ]);
  const { controlUrl } = JSON.parse(line) as { controlUrl: string };
  expect(await (await fetch(`${controlUrl}/healthz`)).json()).toEqual({
    ok: true,
    platforms: [
      'meituan',
      'youzan',
      'weidian',
      'wechat-shop',
      'wechat-mini-program',
      'meituan-tscc',
      'meituan-vouchers',
    ],
  });
  const code = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  expect(await code).toBe(0);
  expect(JSON.parse(await readFile(join(folder, 'deep', 'state.json'), 'utf8'))).toMatchObject({ version: 1 });
});
