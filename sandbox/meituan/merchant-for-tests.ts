import { createHash } from 'node:crypto';
import { PushReceiver } from '../push-receiver-for-tests.ts';
import type { SandboxOptions } from '../server.ts';
import { startControlled, type ControlledSandbox } from '../sandbox-for-tests.ts';

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

/** The address at which a merchant's software takes Meituan's pushes. */
export class Merchant extends PushReceiver<ReceivedPush> {
  constructor() {
    super('{"data":"ok"}', ({ method, url, query, body }) => {
      const wire = method === 'GET' ? query : body;
      return { method, url, wire, params: (decodes) => decodeForm(wire, decodes) };
    });
  }
}

export interface TestSandbox extends ControlledSandbox {
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
  const sandbox = await startControlled(options);
  const { control } = sandbox;
  await control('PUT', `/meituan/apps/${APP_ID}`, {
    secret: SECRET,
    shops: [{ appPoiCode: SHOP, name: '望京牛肉面馆', alias: 'noodles' }],
    ...app,
  });
  return {
    ...sandbox,
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
