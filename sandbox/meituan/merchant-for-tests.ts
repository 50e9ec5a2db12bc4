import { createHash } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { startSandbox, type RunningSandbox, type SandboxOptions } from '../server.ts';

/** A merchant's side for tests: it signs and verifies with code of its own, not with the sandbox's. */
export const APP_ID = '1001';
export const SECRET = '0123456789abcdef0123456789abcdef';
export const SHOP = 't_poi_01';

export interface ReceivedPush {
  method: string;
  /** As registered, without the query. */
  url: string;
  /** The query or body exactly as it came. */
  wire: string;
  /** After `decodes` decodings. */
  params(decodes: 1 | 2): Record<string, string>;
}

type Answer = { status: number; body: string } | 'silence';

export class Merchant {
  readonly pushes: ReceivedPush[] = [];
  /** Decides the answer to the n-th push, counted from 0. */
  answer: (push: ReceivedPush, index: number) => Answer = () => ({ status: 200, body: '{"data":"ok"}' });
  url = '';
  #server = http.createServer((request, response) => this.#receive(request, response));
  #arrived: (() => void)[] = [];

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
    return this;
  }

  /** Resolves once at least `count` pushes have come. */
  async received(count: number): Promise<ReceivedPush[]> {
    while (this.pushes.length < count) await new Promise<void>((resolve) => this.#arrived.push(resolve));
    return this.pushes;
  }

  /** The n-th push, counted from 0, as soon as it has come. */
  async push(index: number): Promise<ReceivedPush> {
    const push = (await this.received(index + 1))[index];
    if (!push) throw new Error(`push ${String(index)} never came`);
    return push;
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #receive(request: http.IncomingMessage, response: http.ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const [path = '', query = ''] = (request.url ?? '').split('?');
      const wire = request.method === 'GET' ? query : Buffer.concat(chunks).toString();
      const push: ReceivedPush = {
        method: request.method ?? '',
        url: this.url + path,
        wire,
        params: (decodes) => decodeForm(wire, decodes),
      };
      const answer = this.answer(push, this.pushes.push(push) - 1);
      if (answer !== 'silence') response.writeHead(answer.status).end(answer.body);
      for (const wake of this.#arrived.splice(0)) wake();
    });
  }
}

export interface TestSandbox extends RunningSandbox {
  control<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: T }>;
  /** Places an order and returns its id. */
  place(body?: Record<string, unknown>): Promise<string>;
  call(path: string, params?: Record<string, string>, how?: CallOptions): Promise<Answered>;
}

export interface CallOptions {
  method?: 'GET' | 'POST';
  appId?: string;
  secret?: string;
  timestamp?: string;
  /** Changes what is sent after it was signed. */
  tamper?: (params: Record<string, string>) => void;
  signal?: AbortSignal;
}

export interface Answered {
  status: number;
  text: string;
  headers: Headers;
  body: { data?: unknown; error?: { code: number; msg: string } };
}

/** A sandbox with one app of one shop; `app` changes its settings. */
export async function startTestSandbox(
  app: Record<string, unknown> = {},
  options: Partial<SandboxOptions> = {},
): Promise<TestSandbox> {
  const sandbox = await startSandbox({ port: 0, controlPort: 0, ...options });
  const control: TestSandbox['control'] = async (method, path, body) => {
    const headers = { 'content-type': 'application/json' };
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(sandbox.controlUrl + path, { method, headers, ...content });
    return { status: response.status, body: (await response.json()) as never };
  };
  await control('PUT', `/meituan/apps/${APP_ID}`, {
    secret: SECRET,
    shops: [{ appPoiCode: SHOP, name: '望京牛肉面馆', alias: 'noodles' }],
    ...app,
  });
  return {
    ...sandbox,
    control,
    place: async (body = {}) => (await control<{ orderId: string }>('POST', '/meituan/orders', body)).body.orderId,
    call: (path, params, how) => callMeituan(`${sandbox.url}/meituan/api/v1/${path}`, params, how),
  };
}

export async function callMeituan(
  url: string,
  own: Record<string, string> = {},
  how: CallOptions = {},
): Promise<Answered> {
  const timestamp = how.timestamp ?? String(Math.floor(Date.now() / 1_000));
  const system: Record<string, string> = { app_id: how.appId ?? APP_ID, timestamp };
  const sent = { ...own };
  const sig = { sig: signatureOf(url, { ...system, ...own }, how.secret ?? SECRET) };
  how.tamper?.(sent);
  const inQuery = how.method === 'POST' ? { ...system, ...sig } : { ...system, ...sent, ...sig };
  const response = await fetch(`${url}?${new URLSearchParams(inQuery).toString()}`, {
    method: how.method ?? 'GET',
    ...(how.method === 'POST' ? { body: new URLSearchParams(sent) } : {}),
    ...(how.signal ? { signal: how.signal } : {}),
  });
  const text = await response.text();
  return { status: response.status, text, headers: response.headers, body: parsed(text) };
}

/** Whether a push carries the signature of its content for the address that it came to. */
export function isGenuine(push: ReceivedPush, params: Record<string, string>, secret = SECRET): boolean {
  const { sig, ...signed } = params;
  return sig === signatureOf(push.url, signed, secret);
}

function signatureOf(url: string, params: Record<string, string>, secret: string): string {
  const text = Object.entries(params)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => key + '=' + value)
    .join('&');
  return createHash('md5').update(`${url}?${text}${secret}`).digest('hex');
}

function decodeForm(wire: string, decodes: 1 | 2): Record<string, string> {
  const once = Object.fromEntries(new URLSearchParams(wire));
  if (decodes === 1) return once;
  const twice = ([key, value]: [string, string]): [string, string] => [
    key,
    decodeURIComponent(value.replace(/\+/g, ' ')),
  ];
  return Object.fromEntries(Object.entries(once).map(twice));
}

function parsed(text: string): Answered['body'] {
  try {
    return JSON.parse(text) as Answered['body'];
  } catch {
    return {};
  }
}
