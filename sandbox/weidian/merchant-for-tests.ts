import { createDecipheriv } from 'node:crypto';
import { PushReceiver } from '../push-receiver-for-tests.ts';
import { startControlled, type ControlledSandbox } from '../sandbox-for-tests.ts';
import type { SandboxOptions } from '../server.ts';

/** A merchant's side for tests, written from the documents: it asks, reads and decrypts with code of its own. */
export const APPKEY = '6291307';
export const SECRET = '0c1d2e3f405162738495a6b7c8d9eaf0';
export const SHOP_ID = '1731204988';

/** Tests look into answers of many shapes. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;

export interface ReceivedNews {
  type: string;
  message: Json;
  shopId?: number;
  raw: string;
  contentType: string;
}

/** The address at which a merchant's software takes Weidian's pushes. */
export class Merchant extends PushReceiver<ReceivedNews> {
  constructor() {
    super('{"status":"success"}', ({ body: raw, headers }) => {
      const content = new URLSearchParams(raw).get('content') ?? 'null';
      return { ...(JSON.parse(content) as object), raw, contentType: headers['content-type'] ?? '' } as ReceivedNews;
    });
  }

  /** The last words of the types of what has come, oldest first. */
  news(): string[] {
    return this.pushes.map(({ type }) => type.replace('weidian.order.', ''));
  }
}

export interface Answered {
  http: number;
  contentType: string;
  text: string;
  /** status_code. */
  code: number;
  reason: string;
  result: Json;
}

export interface CallOptions {
  method?: 'GET' | 'POST';
  /** Instead of the token that was given last. */
  token?: string;
  /** Instead of what `public` and `param` would be, or beside them. */
  form?: Record<string, string>;
}

export interface TestWeidian extends ControlledSandbox {
  place(body?: Record<string, unknown>): Promise<string>;
  /** Asks for a token and remembers it for calls. */
  token(fields?: Record<string, string>, method?: 'GET' | 'POST'): Promise<Answered>;
  ask(path: string, fields: Record<string, string>, method?: 'GET' | 'POST'): Promise<Answered>;
  /** `method` and `version` with a space between. */
  call(what: string, param?: unknown, how?: CallOptions): Promise<Answered>;
  /** The platform's own account of an order. */
  truth(orderId: string): Promise<Json>;
  /** Something happens to an order. */
  act(orderId: string, what: string, body?: unknown): Promise<{ status: number; body: Json }>;
}

/** A sandbox with one app of one shop and a token for it; `app` changes its settings. */
export async function startWeidian(
  app: Record<string, unknown> = {},
  options: Partial<SandboxOptions> = {},
): Promise<TestWeidian> {
  const sandbox = await startControlled(options);
  const { control } = sandbox;
  const put = await control('PUT', `/weidian/apps/${APPKEY}`, {
    secret: SECRET,
    shops: [{ shopId: SHOP_ID, name: '小满杂货', alias: 'sundries' }],
    ...app,
  });
  if (put.status !== 200) throw new Error(JSON.stringify(put.body));
  let accessToken = '';
  const ask: TestWeidian['ask'] = (path, fields, method = 'GET') =>
    send(`${sandbox.url}/weidian/${path}`, fields, method);
  const test: TestWeidian = {
    ...sandbox,
    ask,
    place: async (body = {}) => (await control<{ orderId: string }>('POST', '/weidian/orders', body)).body.orderId,
    truth: async (orderId) => (await control('GET', `/weidian/orders/${orderId}`)).body,
    act: (orderId, what, body) => control('POST', `/weidian/orders/${orderId}/${what}`, body ?? {}),
    token: async (fields = {}, method = 'GET') => {
      const usual = { grant_type: 'client_credential', appkey: APPKEY, secret: SECRET };
      const answered = await ask('token', { ...usual, ...fields }, method);
      accessToken = (answered.result as { access_token?: string } | undefined)?.access_token ?? accessToken;
      return answered;
    },
    call: (what, param = {}, how = {}) => {
      const [method = '', version = ''] = what.split(' ');
      const head = { method, access_token: how.token ?? accessToken, version, format: 'json' };
      const fields = { param: JSON.stringify(param), public: JSON.stringify(head), ...how.form };
      return send(`${sandbox.url}/weidian/api`, fields, how.method ?? 'POST');
    },
  };
  await test.token();
  return test;
}

async function send(url: string, fields: Record<string, string>, method: 'GET' | 'POST'): Promise<Answered> {
  const form = new URLSearchParams(fields);
  const response = await (method === 'GET'
    ? fetch(`${url}?${form.toString()}`, { redirect: 'manual' })
    : fetch(url, { method, body: form }));
  const text = await response.text();
  const contentType = response.headers.get('content-type') ?? '';
  const envelope = readEnvelope(text);
  return {
    http: response.status,
    contentType,
    text,
    code: envelope.status?.status_code ?? Number.NaN,
    reason: envelope.status?.status_reason ?? '',
    result: envelope.result as unknown,
  };
}

interface Envelope {
  status?: { status_code: number; status_reason: string };
  result?: Json;
}

/** What is not JSON has neither status nor result; it is looked at as text. */
function readEnvelope(text: string): Envelope {
  try {
    const body = JSON.parse(text) as Envelope | string;
    return typeof body === 'string' ? (JSON.parse(body) as Envelope) : body;
  } catch {
    return {};
  }
}

/** Reads an encrypted field as the platform's own clients do. */
export function decrypt(aesKey: string, text: string): string {
  const iv = Buffer.from(aesKey, 'base64').subarray(0, 16);
  const decipher = createDecipheriv('aes-128-cbc', Buffer.from(aesKey, 'hex'), iv).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(text, 'base64'), decipher.final()]);
  return padded.subarray(0, padded.length - (padded.at(-1) ?? 0)).toString();
}
