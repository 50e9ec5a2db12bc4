import { createHash } from 'node:crypto';
import { parse } from 'lossless-json';
import { startControlled, type ControlledSandbox } from '../sandbox-for-tests.ts';
import type { SandboxOptions } from '../server.ts';

/** A merchant's side for tests: it asks and signs with code of its own, not with the sandbox's. */
export const APP_KEY = 'demo_app_key';
export const APP_SECRET = 'demo_app_secret';
export const SHOP = 'abcdef0123456789';
export const SESSION = 'sess_1';
export const REFRESH_TOKEN = 'refresh_1';
export const BID = 'bid-1';

export interface Answered {
  status: number;
  text: string;
  body: {
    code: number;
    msg: string;
    access_token: string;
    refresh_token: string;
    remain_refresh_count: number;
    expires_in: number;
    // Tests look into answers of many shapes.
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    data: any;
  };
}

export interface CallOptions {
  method?: 'GET' | 'POST';
  appSecret?: string;
  /** Changes what is sent after it was signed. */
  tamper?: (params: Record<string, string>) => void;
}

export interface TestVouchers extends ControlledSandbox {
  /** Sells vouchers and returns their codes. */
  sell(body?: Record<string, unknown>): Promise<string[]>;
  /** Below `/router/`; an undefined parameter is left out. */
  call(path: string, params?: Record<string, string | undefined>, how?: CallOptions): Promise<Answered>;
  /** About one voucher at the shop. */
  onVoucher(path: string, code: string, params?: Record<string, string>): Promise<Answered>;
  consume(requestid: string, code: string, params?: Record<string, string | undefined>): Promise<Answered>;
  oauth(params: Record<string, string>): Promise<Answered>;
  /** The platform's own account of a voucher. */
  truth(code: string): Promise<Record<string, unknown>>;
}

/** A sandbox with one app of one shop, whose session is known already; `app` changes its settings. */
export async function startVouchers(
  app: Record<string, unknown> = {},
  options: Partial<SandboxOptions> = {},
): Promise<TestVouchers> {
  const sandbox = await startControlled(options);
  const { control } = sandbox;
  const put = await control('PUT', `/meituan-vouchers/apps/${APP_KEY}`, {
    appSecret: APP_SECRET,
    shops: [{ openShopUuid: SHOP, name: '望京牛肉面馆', alias: 'noodles' }],
    grants: [{ session: SESSION, refreshToken: REFRESH_TOKEN }],
    ...app,
  });
  if (put.status !== 200) throw new Error(JSON.stringify(put.body));
  const base = `${sandbox.url}/meituan-vouchers/router/`;
  const call: TestVouchers['call'] = (path, params = {}, how = {}) => {
    const timestamp = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
    const system = { app_key: APP_KEY, session: SESSION, timestamp, format: 'json', v: '1', sign_method: 'MD5' };
    const all = Object.entries({ ...system, ...params }).filter(([, value]) => value !== undefined);
    const sent = Object.fromEntries(all) as Record<string, string>;
    sent['sign'] = signatureOf(sent, how.appSecret ?? APP_SECRET);
    how.tamper?.(sent);
    return ask(base + path, sent, how.method);
  };
  const onVoucher: TestVouchers['onVoucher'] = (path, receipt_code, params = {}) =>
    call(`tuangou/receipt/${path}`, { receipt_code, open_shop_uuid: SHOP, ...params });
  return {
    ...sandbox,
    sell: async (body = {}) => {
      const sold = await control<{ codes: string[] }>('POST', '/meituan-vouchers/vouchers', body);
      if (sold.status !== 201) throw new Error(JSON.stringify(sold.body));
      return sold.body.codes;
    },
    truth: async (code) => (await control('GET', `/meituan-vouchers/vouchers/${code}`)).body,
    call,
    onVoucher,
    consume: (requestid, receipt_code, params = {}) => {
      const cashier = { app_shop_account: 'cashier01', app_shop_accountname: '收银一号' };
      const usual = { requestid, receipt_code, count: '1', open_shop_uuid: SHOP, ...cashier };
      return call('tuangou/receipt/consume', { ...usual, ...params });
    },
    oauth: (params) => ask(`${base}oauth/token`, { app_key: APP_KEY, app_secret: APP_SECRET, ...params }),
  };
}

async function ask(url: string, params: Record<string, string>, method: 'GET' | 'POST' = 'POST'): Promise<Answered> {
  const body = new URLSearchParams(params);
  const response = await (method === 'POST' ? fetch(url, { method, body }) : fetch(`${url}?${body.toString()}`));
  const text = await response.text();
  return { status: response.status, text, body: readJson(text) as Answered['body'] };
}

function signatureOf(params: Record<string, string>, secret: string): string {
  let text = secret;
  for (const name of Object.keys(params).sort()) text += `${name}${String(params[name])}`;
  return createHash('md5')
    .update(text + secret)
    .digest('hex');
}

/** JSON in which whole numbers that a double cannot hold become digits as text. */
function readJson(text: string): unknown {
  return parse(text, undefined, (digits) =>
    Number.isSafeInteger(Number(digits)) || !/^-?\d+$/.test(digits) ? Number(digits) : digits,
  );
}
