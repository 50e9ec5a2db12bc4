import { createHash } from 'node:crypto';
import { parse } from 'lossless-json';
import { PushReceiver } from '../push-receiver-for-tests.ts';
import { startControlled, type ControlledSandbox } from '../sandbox-for-tests.ts';
import type { SandboxOptions } from '../server.ts';

/** A merchant's side for tests: it asks, signs and verifies with code of its own, not with the sandbox's. */
export const DEVELOPER_ID = '100000';
export const SIGN_KEY = 'demoSignKey-01';
export const SHOP = 't_poi_01';
export const TOKEN = 'tok_shop_1';
export const REFRESH_TOKEN = 'rt_shop_1';

export interface ReceivedMessage {
  form: Record<string, string>;
  /** The JSON of `message`; longs are digits as text. */
  message: Record<string, unknown>;
  raw: string;
  contentType: string;
}

/** The address at which a merchant's software takes the platform's messages. */
export class Merchant extends PushReceiver<ReceivedMessage> {
  constructor() {
    super('{"code":0,"message":"success"}', ({ body: raw, headers }) => {
      const form = Object.fromEntries(new URLSearchParams(raw));
      const message = readJson(form['message'] ?? '{}') as Record<string, unknown>;
      return { form, message, raw, contentType: headers['content-type'] ?? '' };
    });
  }
}

/** Whether a message carries the signature of its content. */
export function isGenuine({ form }: ReceivedMessage, signKey = SIGN_KEY): boolean {
  return form['sign'] === signatureOf(form, signKey);
}

export interface Answered {
  status: number;
  text: string;
  body: {
    code: string;
    msg: string;
    traceId: string;
    // Tests look into answers of many shapes.
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    data: any;
  };
}

export interface CallOptions {
  /** Fields of the form besides or instead of the usual ones; an undefined one is left out. */
  form?: Record<string, string | undefined>;
  signKey?: string;
  method?: string;
  /** Changes what is sent after it was signed. */
  tamper?: (form: Record<string, string>) => void;
}

export interface TestTscc extends ControlledSandbox {
  place(body?: Record<string, unknown>): Promise<string>;
  /** `biz` is an object, or the text itself where numbers exceed a double. */
  call(path: string, biz?: object | string, how?: CallOptions): Promise<Answered>;
  /** About one order, whose number is written bare. */
  onOrder(path: string, orderId: string, biz?: object): Promise<Answered>;
  oauth(path: 'token' | 'refresh', form: Record<string, string>, how?: CallOptions): Promise<Answered>;
  /** The platform's own account of an order. */
  truth(orderId: string): Promise<Record<string, unknown>>;
}

/** A sandbox with one app of one shop, whose token is known already; `app` changes its settings. */
export async function startTscc(
  app: Record<string, unknown> = {},
  options: Partial<SandboxOptions> = {},
): Promise<TestTscc> {
  const sandbox = await startControlled(options);
  const { control } = sandbox;
  const put = await control('PUT', `/meituan-tscc/apps/${DEVELOPER_ID}`, {
    signKey: SIGN_KEY,
    shops: [{ ePoiId: SHOP, name: '望京牛肉面馆', alias: 'noodles', appAuthToken: TOKEN, refreshToken: REFRESH_TOKEN }],
    ...app,
  });
  if (put.status !== 200) throw new Error(JSON.stringify(put.body));
  const system = (): Record<string, string> => ({
    developerId: DEVELOPER_ID,
    businessId: '2',
    charset: 'UTF-8',
    timestamp: String(Math.floor(Date.now() / 1_000)),
  });
  const call: TestTscc['call'] = (path, biz = {}, how = {}) => {
    const text = typeof biz === 'string' ? biz : JSON.stringify(biz);
    const form = { ...system(), version: '2', appAuthToken: TOKEN, biz: text, ...how.form };
    return post(`${sandbox.url}/meituan-tscc/${path}`, form, how);
  };
  return {
    ...sandbox,
    place: async (body = {}) => (await control<{ orderId: string }>('POST', '/meituan-tscc/orders', body)).body.orderId,
    truth: async (orderId) => (await control('GET', `/meituan-tscc/orders/${orderId}`)).body,
    call,
    onOrder: (path, orderId, biz = {}) =>
      call(`waimai/order/${path}`, `{"orderId":${orderId},${JSON.stringify(biz).slice(1)}`.replace(',}', '}')),
    oauth: (path, form, how = {}) =>
      post(`${sandbox.url}/meituan-tscc/oauth/${path}`, { ...system(), ...form, ...how.form }, how),
  };
}

async function post(url: string, fields: Record<string, string | undefined>, how: CallOptions): Promise<Answered> {
  const { method = 'POST', signKey = SIGN_KEY, tamper } = how;
  const form = Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined),
  );
  form['sign'] ??= signatureOf(form, signKey);
  tamper?.(form);
  const body = new URLSearchParams(form);
  const response = await (method === 'POST'
    ? fetch(url, { method, body })
    : fetch(`${url}?${body.toString()}`, { method }));
  const text = await response.text();
  return { status: response.status, text, body: readJson(text) as Answered['body'] };
}

function signatureOf(form: Record<string, string>, signKey: string): string {
  let text = signKey;
  for (const name of Object.keys(form).sort()) {
    if (name !== 'sign' && form[name]) text += `${name}${form[name]}`;
  }
  return createHash('sha1').update(text).digest('hex');
}

/** JSON in which whole numbers that a double cannot hold become digits as text. */
function readJson(text: string): unknown {
  return parse(text, undefined, (digits) =>
    Number.isSafeInteger(Number(digits)) || !/^-?\d+$/.test(digits) ? Number(digits) : digits,
  );
}
