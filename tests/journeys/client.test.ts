import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createJiedan, JiedanError, pages, readWebhook, unwrap } from '../../openapi/client/jiedan-client.ts';
import { packClient } from '../../openapi/pack-client.ts';
import { createKey, createWorld, type World } from '../harness.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const README = join(ROOT, 'openapi/client/README.md');

let world: World;
let folder: string;
beforeAll(async () => {
  world = await createWorld();
  folder = await mkdtemp(join(tmpdir(), 'jiedan-client-'));
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

/** As `npm install` unpacks the packed client into somebody's program. */
async function install(): Promise<string> {
  const packed = await packClient(folder);
  const program = join(folder, 'program');
  const home = join(program, 'node_modules/@jiedan/client');
  await mkdir(home, { recursive: true });
  await run('tar', ['-xzf', packed, '-C', home, '--strip-components=1']);
  const { dependencies } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  for (const name of Object.keys(dependencies))
    await symlink(join(ROOT, 'node_modules', name), join(program, 'node_modules', name));
  return program;
}

test('the example of the README runs in plain Node with the packed client: what waits is accepted, page by page', async () => {
  const ids = await Promise.all(
    Array.from(
      { length: 5 },
      async () => (await world.control<{ orderId: string }>('POST', '/meituan/orders', {})).orderId,
    ),
  );
  for (const id of ids) await world.find(id, ({ state }) => state === 'paid');
  const program = await install();
  const example = /```js\n([\s\S]*?)```/.exec(await readFile(README, 'utf8'))?.[1] ?? '';
  await writeFile(join(program, 'example.mjs'), example);
  const { stdout } = await run(process.execPath, ['example.mjs'], {
    cwd: program,
    env: {
      ...process.env,
      JIEDAN_URL: world.api.url,
      JIEDAN_KEY: await createKey(world.database, world.merchantId, 'owner'),
    },
  });
  expect(stdout.trim().split('\n')).toHaveLength(ids.length);
  expect(stdout).toMatch(/^meituan \d+: \d+\.\d\d CNY, done$/m);
  for (const id of ids) await world.find(id, ({ state }) => state === 'accepted');
});

describe('a program that uses the client', () => {
  test('gets what it asked for, or an error with the problem of the hub', async () => {
    const jiedan = createJiedan({
      url: world.api.url,
      key: await createKey(world.database, world.merchantId, 'accountant'),
    });
    const path = { orderId: '018f3c1e-7b1a-7a2e-9f51-2f0f6f3f2a10' };
    const refused = await unwrap(jiedan.POST('/orders/{orderId}/accept', { params: { path } })).catch(
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(JiedanError);
    expect(refused).toMatchObject({ status: 403, problem: { type: '/problems/forbidden' } });
    const seen: string[] = [];
    for await (const { id } of pages((cursor) =>
      jiedan.GET('/orders', { params: { query: { limit: 2, ...(cursor ? { cursor } : {}) } } }),
    ))
      seen.push(id);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThanOrEqual(5);
  });

  test('is asked to wait, waits, and sends the same call with the same key', async () => {
    const keys: (string | undefined)[] = [];
    const busy: Server = createServer((request, response) => {
      keys.push(request.headers['idempotency-key'] as string | undefined);
      if (keys.length === 1) return void request.socket.destroy();
      if (keys.length === 2) return void response.writeHead(503, { 'retry-after': '0' }).end();
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"command":{"state":"done"}}');
    });
    await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
    const { port } = busy.address() as AddressInfo;
    const jiedan = createJiedan({ url: `http://127.0.0.1:${port}`, key: 'jd_test' });
    const path = { orderId: '018f3c1e-7b1a-7a2e-9f51-2f0f6f3f2a10' };
    const { command } = await unwrap(jiedan.POST('/orders/{orderId}/accept', { params: { path } }));
    expect(command.state).toBe('done');
    expect(keys).toHaveLength(3);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(new Set(keys).size).toBe(1);
    busy.closeAllConnections();
    await new Promise((resolve) => busy.close(resolve));
  });

  test('takes webhooks of the hub and of nobody else', () => {
    const secret = `whsec_${Buffer.from('a secret of twenty-four b').toString('base64')}`;
    const body = '{"type":"ping"}';
    const at = new Date();
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign('msg_1', at, body),
    };
    expect(readWebhook(secret, headers, Buffer.from(body))).toEqual({ type: 'ping' });
    expect(() => readWebhook(secret, headers, '{"type":"pong"}')).toThrow();
  });
});
