import { createCipheriv } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ConnectorError } from '../errors.ts';
import { openGate } from '../open-gate-for-tests.ts';
import { type ScriptedAnswer, ScriptedPlatform, type ScriptedRequest } from '../scripted-platform-for-tests.ts';
import { TestTokenVault } from '../token-vault-for-tests.ts';
import type { AccessToken, RefreshToken, TokenVault } from '../contract.ts';
import { parseConfig, tokenBaseUrl, type WeidianAccess } from './config.ts';
import { commands } from './commands.ts';
import { weidian } from './index.ts';

const SECRET = 'b3f1e6a2c4d5978811aa22bb33cc44dd';
const KEY = '0123456789abcdef0f1e2d3c4b5a6978';
const never = new AbortController().signal;
const platform = new ScriptedPlatform();

const yes = (result?: unknown): ScriptedAnswer => ({
  body: JSON.stringify({ status: { status_code: 0, status_reason: '' }, ...(result === undefined ? {} : { result }) }),
});
const no = (code: number, words = 'no'): ScriptedAnswer => ({
  body: JSON.stringify({ status: { status_code: code, status_reason: words } }),
});

let answers: Record<string, (param: Record<string, unknown>, request: ScriptedRequest) => ScriptedAnswer | null>;
let access: WeidianAccess;
beforeAll(() => platform.start());
afterAll(() => platform.close());
beforeEach(() => {
  platform.requests.length = 0;
  let tokens = 0;
  answers = { token: () => yes({ access_token: `token-${String((tokens += 1))}`, expire_in: 90_000 }) };
  platform.answer = (request) => {
    const name = request.path === '/weidian/api' ? methodOf(request) : request.path.replace('/weidian/', '');
    const answer = answers[name];
    return answer ? answer(request.path === '/weidian/api' ? paramOf(request) : {}, request) : no(404);
  };
  access = accessWith({});
});

function accessWith(change: Record<string, unknown>, tokens: TokenVault = new TestTokenVault()): WeidianAccess {
  // An app of its own for each test: keys of sensitive fields are remembered.
  const appkey = `app${String(Math.random()).slice(2, 12)}`;
  const config = parseConfig({ appkey, secret: SECRET, baseUrl: `${platform.url}/weidian`, ...change });
  return { config, platformShopId: '1186005521', tokens, gate: openGate };
}
const formOf = ({ body }: ScriptedRequest) => new URLSearchParams(body);
const publicOf = (request: ScriptedRequest) =>
  JSON.parse(formOf(request).get('public') ?? '{}') as Record<string, string>;
const paramOf = (request: ScriptedRequest) =>
  JSON.parse(formOf(request).get('param') ?? '{}') as Record<string, unknown>;
const methodOf = (request: ScriptedRequest) => publicOf(request).method ?? '';
const called = () => platform.requests.filter(({ path }) => path.endsWith('/api')).map(methodOf);

async function errorOf(run: Promise<unknown>): Promise<ConnectorError> {
  const error: unknown = await run.then(
    () => new Error('it was taken for a success'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ConnectorError);
  return error as ConnectorError;
}

const order = (change: object = {}) => ({
  order_id: '812345678901234',
  status_ori: '20',
  refund_status_ori: '0',
  total: '9.90',
  price: '9.90',
  items: [{ item_name: '面', price: '9.90', quantity: 1 }],
  add_time: '2026-03-01 10:18:02',
  pay_time: '2026-03-01 10:20:29',
  ...change,
});
const ask = (by = access) => weidian.fetchOrder(by, '812345678901234', never);
const about = { platformOrderId: '812345678901234', commandId: 'c1', note: '' };

describe('the token of an own app', () => {
  test('is asked for in the odd words of the platform, kept, and carried inside the call', async () => {
    answers['vdian.order.get'] = () => yes(order());
    await ask();
    await ask();
    const [first] = platform.requests;
    expect([first?.method, first?.path]).toEqual(['GET', '/weidian/token']);
    expect(Object.fromEntries(first?.query ?? [])).toEqual({
      grant_type: 'client_credential',
      appkey: access.config.appkey,
      secret: SECRET,
    });
    expect(platform.requests).toHaveLength(3);
    expect(publicOf(platform.requests[1] as ScriptedRequest)).toEqual({
      method: 'vdian.order.get',
      access_token: 'token-1',
      version: '2.0',
      format: 'json',
    });
  });

  test.each([10013, 10016, 10026])('is renewed once after %s, and the call goes on', async (code) => {
    answers['vdian.order.deliver'] = (_, request) => (publicOf(request).access_token === 'token-1' ? no(code) : yes());
    await commands.ship?.(access, { ...about, shipment: { by: 'own' } }, never);
    expect(called()).toEqual(['vdian.order.deliver', 'vdian.order.deliver']);
  });

  test('that is refused twice is not the trouble', async () => {
    answers['vdian.order.get'] = () => no(10013);
    expect((await errorOf(ask())).kind).toBe('unauthorized');
    expect(called()).toHaveLength(2);
  });

  test('is refused for wrong credentials whatever the code, and later where the platform is out of order', async () => {
    answers.token = () => no(4711, 'secret error');
    expect(await errorOf(ask())).toMatchObject({ kind: 'unauthorized', platformCode: '4711' });
    answers.token = () => no(10001);
    expect((await errorOf(ask())).kind).toBe('unavailable');
    answers.token = () => yes({ access_token: 't', expire_in: 0 });
    expect((await errorOf(ask())).kind).toBe('unavailable');
  });

  test('has a host of its own in earnest, which nobody enters', () => {
    expect(tokenBaseUrl({ baseUrl: 'https://api.vdian.com' })).toBe('https://oauth.open.weidian.com');
    expect(tokenBaseUrl({ baseUrl: 'http://127.0.0.1:1/weidian' })).toBe('http://127.0.0.1:1/weidian');
  });
});

describe('the token of an app for many shops', () => {
  const end = new Date('2026-12-20T00:00:00Z');
  const mintWith = async (by: WeidianAccess, refresh?: RefreshToken): Promise<AccessToken> => {
    const minted: AccessToken[] = [];
    const tokens = {
      token: async ({ mint }: { mint: (renew: boolean, r?: RefreshToken) => Promise<AccessToken> }) => {
        minted.push(await mint(refresh !== undefined, refresh));
        return minted[0]?.value ?? '';
      },
    };
    answers['vdian.order.get'] = () => yes(order());
    await ask({ ...by, tokens });
    return minted[0] as AccessToken;
  };
  const service = () => accessWith({ access: 'service', refresh_token: 'entered-1' });

  test('is renewed without the secret; a renewal that names no end keeps the old one', async () => {
    answers['oauth2/refresh_token'] = () =>
      yes({ access_token: 'a', expire_in: 90_000, refresh_token: 'newest', refreshExpireTime: null });
    const { refresh } = await mintWith(service(), { value: 'newest', expiresAt: end });
    expect(refresh).toEqual({ value: 'newest', expiresAt: end });
    expect([...(platform.requests[0]?.query.keys() ?? [])]).toEqual(['appkey', 'grant_type', 'refresh_token']);
  });

  test('comes from the owner’s new authorisation where the known one is dead', async () => {
    answers['oauth2/refresh_token'] = (_, { query }) =>
      query.get('refresh_token') === 'entered-1' ? yes({ access_token: 'a', expire_in: 90_000 }) : no(10023);
    const { refresh } = await mintWith(service(), { value: 'dead', expiresAt: end });
    expect(refresh?.value).toBe('entered-1');
    answers['oauth2/refresh_token'] = () => no(10023, 'dead');
    expect(await errorOf(mintWith(service()))).toMatchObject({ kind: 'unauthorized', platformCode: '10023' });
  });

  test('comes from the code the first time', async () => {
    answers['oauth2/access_token'] = () =>
      yes({ access_token: 'a', expire_in: '90000', refresh_token: 'first', refreshExpireTime: end.getTime() });
    const by = accessWith({ access: 'service', code: 'the-code' });
    expect((await mintWith(by)).refresh).toEqual({ value: 'first', expiresAt: end });
    expect(Object.fromEntries(platform.requests[0]?.query ?? [])).toMatchObject({
      code: 'the-code',
      grant_type: 'authorization_code',
    });
  });

  test('needs one of the two', () => {
    expect(() => accessWith({ access: 'service' })).toThrow('refresh_token');
  });
});

describe('a buyer whose fields come sealed', () => {
  const seal = (text: string) => {
    const bytes = Buffer.from(text);
    const padding = 32 - (bytes.length % 32);
    const cipher = createCipheriv('aes-128-cbc', Buffer.from(KEY, 'hex'), Buffer.from(KEY, 'base64').subarray(0, 16));
    cipher.setAutoPadding(false);
    const parts = [cipher.update(bytes), cipher.update(Buffer.alloc(padding, padding)), cipher.final()];
    return Buffer.concat(parts).toString('base64');
  };
  const customerOf = async (by = access) =>
    weidian.translate({ ...(await ask(by)), source: 'pull', receivedAt: new Date() }).snapshot?.customer;
  beforeEach(() => {
    answers['open.secret.list'] = () => yes([{ aesKey: KEY }]);
    answers['vdian.order.get'] = () =>
      yes(order({ buyer_info: { name: seal('王小明'), phone: seal('13800138000'), address: '示例路 1 号' } }));
  });

  test('is read in plain words; the key is asked for without a token and kept', async () => {
    expect(await customerOf()).toEqual({ name: '王小明', phone: '13800138000', address: '示例路 1 号', remark: null });
    await customerOf();
    expect(called().filter((method) => method === 'open.secret.list')).toHaveLength(1);
    const request = platform.requests.find((each) => each.body.includes('secret.list')) as ScriptedRequest;
    expect(publicOf(request)).toEqual({ method: 'open.secret.list', version: '1.0', format: 'json' });
    expect(paramOf(request)).toEqual({ app_key: access.config.appkey, secret: SECRET });
  });

  test('is read with the new key after the platform has changed it', async () => {
    answers['open.secret.list'] = () => yes([{ aesKey: 'f'.repeat(32) }]);
    expect((await customerOf())?.name).toBe(seal('王小明'));
    answers['open.secret.list'] = () => yes([{ aesKey: KEY }]);
    expect((await customerOf())?.name).toBe('王小明');
  });

  test('stays sealed for an app that may not have the key; the order is not lost', async () => {
    answers['open.secret.list'] = () => no(77, '无权限');
    expect((await customerOf())?.phone).toBe(seal('13800138000'));
    answers['open.secret.list'] = () => no(10001);
    expect((await errorOf(customerOf())).kind).toBe('unavailable');
  });

  test('costs no call where nothing is sealed', async () => {
    answers['vdian.order.get'] = () => yes(order({ buyer_info: { name: '王小明' } }));
    expect((await customerOf())?.name).toBe('王小明');
    expect(called()).toEqual(['vdian.order.get']);
  });
});

test('an answer that comes encoded twice, as a page, is read all the same', async () => {
  answers['vdian.order.get'] = () => ({
    body: JSON.stringify(yes(order()).body),
    headers: { 'content-type': 'text/html' },
  });
  const twice = await ask();
  answers['vdian.order.get'] = () => yes(order());
  expect((await ask()).messageKey).toBe(twice.messageKey);
});

describe('shipping', () => {
  const shipped = async (shipment: Parameters<NonNullable<typeof commands.ship>>[1]['shipment']) => {
    await commands.ship?.(access, { ...about, shipment }, never);
    return paramOf(platform.requests.at(-1) as ScriptedRequest);
  };
  beforeEach(() => {
    answers['vdian.order.deliver'] = () => yes();
    answers['vdian.order.expresslist'] = () =>
      yes({
        common_express: [
          { id: 1, express_company: '顺丰速运' },
          { id: 48, express_company: '京东快递' },
        ],
      });
  });

  test.each([
    ['shunfeng', '1', ''],
    ['yuantong', '2', ''],
    ['zhongtong', '3', ''],
    ['shentong', '4', ''],
    ['yunda', '6', ''],
    ['ems', '9', ''],
    ['jingdong', '48', ''],
    ['debang', '999', '德邦'],
    ['other', '999', '其他快递'],
  ] as const)('by %s is number %s %s', async (courier, express_type, express_custom) => {
    expect(await shipped({ by: 'courier', courier, trackingNumber: 'X1' })).toEqual({
      order_id: about.platformOrderId,
      express_type,
      express_no: 'X1',
      express_custom,
    });
  });

  test('without a parcel names no courier', async () => {
    expect(await shipped({ by: 'own' })).toMatchObject({ express_type: '0', express_no: '', express_custom: '' });
  });
});

describe('a refund', () => {
  const decide = async (action: 'agree_refund' | 'refuse_refund', refundId: string | null, by = access) => {
    await commands[action]?.(by, { ...about, refundId, reason: 'already_made' }, never);
    const request = platform.requests.at(-1) as ScriptedRequest;
    return [publicOf(request).version, paramOf(request)];
  };
  const withRefund = (refund_kind: string) =>
    yes(
      order({
        items: [{ item_name: '面', price: '9.90', quantity: 1, refund_info: { refund_no: 'R1', refund_kind } }],
      }),
    );
  beforeEach(() => {
    answers['vdian.order.refund.accept'] = () => yes();
    answers['vdian.order.get'] = () => withRefund('1');
  });

  test('is agreed to and refused by its number, with 1 and 2', async () => {
    expect(await decide('agree_refund', 'R1')).toEqual([
      '1.1',
      { refund_no: 'R1', is_accept: '1', refund_kind: '1', direct_refund: '1' },
    ]);
    expect(await decide('refuse_refund', 'R1')).toEqual([
      '1.1',
      expect.objectContaining({ refund_no: 'R1', is_accept: '2', refuse_reason: '商品已经制作，无法退款' }),
    ]);
  });

  test('without a number is decided by the order, with 1 and 0', async () => {
    expect(await decide('agree_refund', null)).toEqual(['1.0', { order_id: about.platformOrderId, is_accept: '1' }]);
    expect(await decide('refuse_refund', null)).toEqual(['1.0', { order_id: about.platformOrderId, is_accept: '0' }]);
  });

  test('of goods that come back names where to, and is refused before anything is sent without an address', async () => {
    answers['vdian.order.get'] = () => withRefund('2');
    expect((await errorOf(decide('agree_refund', 'R1'))).kind).toBe('rejected');
    expect(called()).toEqual(['vdian.order.get']);
    const by = accessWith({ return_to: { name: '麦香烘焙', mobile: '13800138000', address: '示例路 1 号' } });
    expect(await decide('agree_refund', 'R1', by)).toEqual([
      '1.1',
      expect.objectContaining({ refund_kind: '2', direct_refund: '0', recipients: '麦香烘焙', address: '示例路 1 号' }),
    ]);
  });

  test('that the order does not have is refused before anything is sent', async () => {
    expect((await errorOf(decide('agree_refund', 'R2'))).kind).toBe('rejected');
    expect(called()).toEqual(['vdian.order.get']);
  });
});
