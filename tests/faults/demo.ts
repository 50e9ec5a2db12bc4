import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import createClient, { type Client } from 'openapi-fetch';
import type { RunFile } from '../../hub/cli/run-file.ts';
import type { paths } from '../../openapi/generated/schema.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const START_MS = 180_000;
const STOP_MS = 60_000;

/** The whole product as a person starts it, in processes of its own that may be killed. */
export interface Demo {
  api: Client<paths>;
  /** By the platforms' own numbers. */
  shopIds: string[];
  /** A call whose path and body are made up on the way. */
  post(path: string, body: object, idempotencyKey: string): Promise<Response>;
  /** Process numbers change when the supervisor starts a part again, so they are read each time. */
  run(): RunFile;
  control<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
  stop(): Promise<void>;
}

/** @throws when it is not ready in three minutes. */
export async function startDemo(): Promise<Demo> {
  const dataDir = mkdtempSync(join(tmpdir(), 'jiedan-faults-'));
  const env = { ...process.env, JIEDAN_DATA: dataDir, PORT: '0', POLL_CRON: '*/10 * * * * *' };
  const child = spawn(process.execPath, ['hub/cli/jiedan.js', 'start'], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = async () => {
    await end(child);
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await ready(child);
    const run = () => JSON.parse(readFileSync(join(dataDir, 'run.json'), 'utf8')) as RunFile;
    const lines = await shops(env);
    const [shop] = lines;
    if (!shop) throw new Error('the demo has no shop');
    const { sandboxControlUrl } = run();
    const headers = { authorization: `Bearer ${shop.apiKey}` };
    return {
      api: createClient<paths>({ baseUrl: shop.apiUrl, headers }),
      shopIds: lines.map(({ shopId }) => shopId),
      post: (path, body, key) =>
        fetch(shop.apiUrl + path, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': key },
          body: JSON.stringify(body),
        }),
      run,
      control: (method, path, body) => ask(`${sandboxControlUrl}${path}`, method, body),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface ShopLine {
  shopId: string;
  apiUrl: string;
  apiKey: string;
}

async function shops(env: NodeJS.ProcessEnv): Promise<ShopLine[]> {
  const child = spawn(process.execPath, ['hub/cli/jiedan.js', 'shops', '--json', '--api'], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await new Promise((resolve) => child.once('close', resolve));
  return JSON.parse(text) as ShopLine[];
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error(`not ready in ${START_MS} ms:\n${said}`)), START_MS);
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      if (!said.includes('jiedan is ready')) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`ended with ${code}:\n${said}`));
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await gone;
  clearTimeout(timer);
}

async function ask<T>(url: string, method: string, body?: unknown): Promise<T> {
  const json =
    body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(url, { method, ...json });
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
