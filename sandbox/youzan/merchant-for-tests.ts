import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { parse } from 'lossless-json';
import { PushReceiver } from '../push-receiver-for-tests.ts';
import { startControlled, type ControlledSandbox } from '../sandbox-for-tests.ts';
import type { SandboxOptions } from '../server.ts';

/** A merchant's side for tests: it asks, signs and verifies with code of its own, not with the sandbox's. */
export const CLIENT_ID = '7f3a0c11d2e84b5a90';
export const SECRET = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';
export const KDT_ID = '10086001';

export interface ReceivedMessage {
  type: string;
  /** The body's fields; longs are digits as text. */
  body: Record<string, unknown>;
  /** `msg`, decoded when it came as text. */
  msg: Record<string, unknown>;
  raw: string;
  contentType: string;
  headers: IncomingHttpHeaders;
}

/** The address at which a merchant's software takes Youzan's pushes. */
export class Merchant extends PushReceiver<ReceivedMessage> {
  constructor() {
    super('{"code":0,"msg":"success"}', ({ body: raw, headers }) => {
      const body = readJson(raw) as Record<string, unknown>;
      const msg = typeof body['msg'] === 'string' ? readJson(decodeURIComponent(body['msg'])) : body['msg'];
      const contentType = headers['content-type'] ?? '';
      return { type: String(body['type']), body, msg: msg as Record<string, unknown>, raw, contentType, headers };
    });
  }

  /** The types of what has come, oldest first. */
  types(): string[] {
    return this.pushes.map((push) => push.type);
  }
}

/** Whether both signatures of a push are those of its content. */
export function isGenuine({ raw, headers, body }: ReceivedMessage, secret = SECRET): boolean {
  const header = createHash('md5').update(`${CLIENT_ID}${raw}${secret}`).digest('hex');
  const msg = typeof body['msg'] === 'string' ? body['msg'] : undefined;
  const older = createHash('md5')
    .update(`${CLIENT_ID}${msg ?? ''}${secret}`)
    .digest('hex');
  return headers['event-sign'] === header && (msg === undefined || body['sign'] === older);
}

export interface Answered {
  status: number;
  text: string;
  headers: Headers;
  /** Longs are digits as text. */
  body: {
    gw_err_resp?: { trace_id: string; err_code: number; err_msg: string };
    response?: Record<string, unknown>;
    error_response?: { code: number; msg: string };
    trace_id?: string;
    code?: number | string;
    success?: boolean;
    message?: string | null;
    // Tests look into answers of many shapes.
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    data?: any;
  };
}

export interface CallOptions {
  method?: string;
  contentType?: string;
  /** Instead of the token that the sandbox gave last. */
  token?: string;
  /** Instead of the JSON of the fields. */
  raw?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export interface TestYouzan extends ControlledSandbox {
  place(body?: Record<string, unknown>): Promise<string>;
  /** Asks for a token and remembers it for calls. */
  token(fields?: Record<string, unknown>, how?: CallOptions): Promise<Answered>;
  /** `name/version`. */
  call(path: string, fields?: unknown, how?: CallOptions): Promise<Answered>;
  /** The platform's own account of an order. */
  truth(tid: string): Promise<Record<string, unknown>>;
}

/** A sandbox with one app of one shop and a token for it; `app` changes its settings. */
export async function startYouzan(
  app: Record<string, unknown> = {},
  options: Partial<SandboxOptions> = {},
): Promise<TestYouzan> {
  const sandbox = await startControlled(options);
  const { control } = sandbox;
  const put = await control('PUT', `/youzan/apps/${CLIENT_ID}`, {
    secret: SECRET,
    shops: [{ kdtId: KDT_ID, name: '测试小店', alias: 'tea' }],
    ...app,
  });
  if (put.status !== 200) throw new Error(JSON.stringify(put.body));
  let accessToken = '';
  const test: TestYouzan = {
    ...sandbox,
    place: async (body = {}) => (await control<{ orderId: string }>('POST', '/youzan/orders', body)).body.orderId,
    truth: async (tid) => (await control('GET', `/youzan/orders/${tid}`)).body,
    token: async (fields = {}, how = {}) => {
      const usual = { client_id: CLIENT_ID, client_secret: SECRET, authorize_type: 'silent', grant_id: KDT_ID };
      const answered = await post(`${sandbox.url}/youzan/auth/token`, { ...usual, refresh: false, ...fields }, how);
      const granted = answered.body.data as { access_token: string } | null | undefined;
      accessToken = granted?.access_token ?? accessToken;
      return answered;
    },
    call: (path, fields = {}, how = {}) => {
      const query = new URLSearchParams({ access_token: how.token ?? accessToken }).toString();
      return post(`${sandbox.url}/youzan/api/${path}?${query}`, fields, how);
    },
  };
  await test.token();
  return test;
}

async function post(url: string, fields: unknown, how: CallOptions): Promise<Answered> {
  const { method = 'POST', contentType = 'application/json', raw = JSON.stringify(fields), headers, signal } = how;
  const response = await fetch(url, {
    method,
    headers: { 'content-type': contentType, ...headers },
    ...(method === 'GET' ? {} : { body: raw }),
    ...(signal ? { signal } : {}),
  });
  const text = await response.text();
  let body: unknown;
  try {
    body = readJson(text);
  } catch {
    body = {};
  }
  return { status: response.status, text, headers: response.headers, body: body as Answered['body'] };
}

/** JSON in which whole numbers that a double cannot hold become digits as text. */
function readJson(text: string): unknown {
  return parse(text, undefined, (digits) =>
    Number.isSafeInteger(Number(digits)) || !/^-?\d+$/.test(digits) ? Number(digits) : digits,
  );
}
