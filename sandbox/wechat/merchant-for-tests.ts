import { createDecipheriv, createHash } from 'node:crypto';
import { PushReceiver } from '../push-receiver-for-tests.ts';
import { startControlled, type ControlledSandbox } from '../sandbox-for-tests.ts';
import type { SandboxOptions } from '../server.ts';

/** A merchant's side for tests, written from the documents: it asks, verifies and decrypts with code of its own. */
export const APPID = 'wx0123456789abcdef';
export const SECRET = '5ecre75ecre75ecre75ecre75ecre7aa';
export const TOKEN = 'hubToken2024';
export const AES_KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';

/** Tests look into answers of many shapes. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;

export interface ReceivedEvent {
  query: URLSearchParams;
  raw: string;
  contentType: string;
}

/** The address at which a merchant's software takes WeChat's pushes. */
export class Merchant extends PushReceiver<ReceivedEvent> {
  constructor() {
    super('success', ({ query, body: raw, headers }) => ({
      query: new URLSearchParams(query),
      raw,
      contentType: headers['content-type'] ?? '',
    }));
  }

  /** The names of the events that have come in the clear as JSON, oldest first. */
  events(): string[] {
    return this.pushes.map(({ raw }) => (JSON.parse(raw) as { Event: string }).Event);
  }
}

export interface TestWechat extends ControlledSandbox {
  /** Posts JSON to a path of the platform, with the token that was given last. */
  call(path: string, fields?: unknown, token?: string): Promise<Json>;
  token(forced?: boolean): Promise<Json>;
  place(body?: Record<string, unknown>): Promise<string>;
  truth(orderId: string): Promise<Json>;
  act(orderId: string, what: string, body?: unknown): Promise<{ status: number; body: Json }>;
  /** Registers the app anew with these settings beside the usual ones. */
  settings(app: Record<string, unknown>): Promise<void>;
}

/** A sandbox with one app of `platform` and a token for it. */
export async function startWechat(
  platform: string,
  app: Record<string, unknown> = {},
  options: Partial<SandboxOptions> = {},
): Promise<TestWechat> {
  const sandbox = await startControlled(options);
  const { control } = sandbox;
  let accessToken = '';
  const post = async (path: string, body: string): Promise<Json> => {
    const response = await fetch(`${sandbox.url}/${platform}/${path}`, { method: 'POST', body });
    return response.json();
  };
  const test: TestWechat = {
    ...sandbox,
    call: (path, fields = {}, token = accessToken) =>
      post(`${path}?access_token=${token}`, typeof fields === 'string' ? fields : JSON.stringify(fields)),
    token: async (forced = false) => {
      const grant = { grant_type: 'client_credential', appid: APPID, secret: SECRET, force_refresh: forced };
      const answer = (await post('cgi-bin/stable_token', JSON.stringify(grant))) as { access_token?: string };
      accessToken = answer.access_token ?? accessToken;
      return answer;
    },
    place: async (body = {}) => (await control<{ orderId: string }>('POST', `/${platform}/orders`, body)).body.orderId,
    truth: async (orderId) => (await control('GET', `/${platform}/orders/${orderId}`)).body,
    act: (orderId, what, body) => control('POST', `/${platform}/orders/${orderId}/${what}`, body ?? {}),
    settings: async (settings) => {
      const usual = { secret: SECRET, name: '小满杂货', alias: 'tea' };
      const put = await control('PUT', `/${platform}/apps/${APPID}`, { ...usual, ...settings });
      if (put.status !== 200) throw new Error(JSON.stringify(put.body));
    },
  };
  await test.settings(app);
  await test.token();
  return test;
}

export function sha1Sorted(...parts: string[]): string {
  return createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex');
}

/** Opens a sealed message as the platform's documents say; answers the message and the appid behind it. */
export function decrypt(aesKey: string, encrypt: string): { message: string; appid: string } {
  const key = Buffer.from(`${aesKey}=`, 'base64');
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(encrypt, 'base64'), decipher.final()]);
  const plain = padded.subarray(0, padded.length - (padded.at(-1) ?? 0));
  const end = 20 + plain.readUInt32BE(16);
  return { message: plain.subarray(20, end).toString(), appid: plain.subarray(end).toString() };
}
