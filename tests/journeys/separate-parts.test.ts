import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import createClient from 'openapi-fetch';
import { expect, inject, onTestFinished, test } from 'vitest';
import { findFreePort } from '../../hub/embedded/free-port.ts';
import type { paths } from '../../openapi/generated/schema.ts';
import { DEMO_LOGIN } from '../../prisma/seed.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { createDatabase, eventually } from '../harness.ts';
import { startRole } from '../role-process.ts';

const ROOT = join(import.meta.dirname, '../..');

/** What docker-compose.yml starts, one process after the other, as far as this needs no container. */
test(
  'the parts run as processes of their own, and the demo merchant gets its first order',
  { timeout: 120_000 },
  async () => {
    const own = await createDatabase();
    onTestFinished(own.drop);
    const env = {
      DATABASE_URL: own.url,
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      TEMPORAL_TASK_QUEUE: `parts-${randomUUID()}`,
      JIEDAN_SECRET_KEY: randomBytes(32).toString('base64'),
      // People and platforms reach the hub elsewhere than the sandbox does, as behind the proxy.
      PUBLIC_URL: 'https://orders.example.com',
      PORT: String(await findFreePort()),
    };
    const jiedan = (...args: string[]) =>
      promisify(execFile)(process.execPath, ['hub/cli/jiedan.js', ...args], {
        cwd: ROOT,
        env: { ...process.env, ...env },
      });
    expect((await jiedan('migrate')).stdout).toBe('the database is up to date\n');
    const sandbox = await startSandbox({ port: 0, controlPort: 0 });
    onTestFinished(() => sandbox.close());
    const hubUrl = `http://127.0.0.1:${env.PORT}`;
    const seed = ['seed', '--sandbox', sandbox.url, '--sandbox-control', sandbox.controlUrl, '--hub', hubUrl];
    expect((await jiedan(...seed)).stdout).toContain(DEMO_LOGIN.email);
    // A second time changes nothing: the container is started again with every `up`.
    await jiedan(...seed);
    const roles = await Promise.all([startRole('api', env), startRole('worker', env)]);
    onTestFinished(async () => void (await Promise.all(roles.map((role) => role.stop()))));

    const { orderId } = (await (await fetch(`${sandbox.controlUrl}/meituan/orders`, { method: 'POST' })).json()) as {
      orderId: string;
    };
    const api = createClient<paths>({ baseUrl: `${hubUrl}/api/v1` });
    const { data: session } = await api.POST('/session', { body: DEMO_LOGIN });
    const headers = { authorization: `Bearer ${session?.accessToken}` };
    const order = await eventually(async () => {
      const { data } = await api.GET('/orders', { params: { query: { platformOrderId: orderId } }, headers });
      return data?.items[0];
    });
    expect(order).toMatchObject({ state: 'paid', phase: 'not_accepted' });
  },
);
