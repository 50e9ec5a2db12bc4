import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AccessToken, TokenRequest } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import { openGate } from '../open-gate-for-tests.ts';
import {
  confirmShipment,
  getTrade,
  listExpressCompanies,
  listGoods,
  listTrades,
  updateMemo,
  type YouzanAccess,
} from './client.ts';
import { parseConfig, type YouzanConfig } from './config.ts';
import { agreeRefund, refuseRefund, searchRefunds } from './refund-client.ts';

const SECRET = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';
const TID = 'E20260301102030000100001';

interface Asked {
  method: string;
  path: string;
  token: string | null;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
}
type Answer = (asked: Asked, response: ServerResponse, request: IncomingMessage) => void;

let asked: Asked[] = [];
let answer: Answer;
let answerToken: Answer;
let config: YouzanConfig;
let access: YouzanAccess;
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const url = new URL(request.url ?? '', 'http://platform');
    const { method = '', headers } = request;
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
    const call = { method, path: url.pathname, token: url.searchParams.get('access_token'), headers, body };
    asked.push(call);
    (url.pathname.endsWith('/auth/token') ? answerToken : answer)(call, response, request);
  });
});

/** One shop's vault without a database: the real one has its own tests. */
function vaultOf(): YouzanAccess['tokens'] {
  let known: AccessToken | undefined;
  return {
    token: async ({ mint, rejected }: TokenRequest) => {
      if (!known || known.value === rejected) known = await mint(known !== undefined);
      return known.value;
    },
  };
}

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  config = parseConfig({
    client_id: '7f3a0c11d2e84b5a90',
    client_secret: SECRET,
    baseUrl: `http://127.0.0.1:${port}/youzan/`,
  });
});
beforeEach(() => {
  asked = [];
  let minted = 0;
  answerToken = (_, response) =>
    json(response, {
      success: true,
      code: 200,
      message: null,
      data: {
        access_token: `token-${(minted += 1)}`,
        expires: Date.now() + 7 * 86_400_000,
        scope: 'trade',
        authority_id: '10086001',
      },
    });
  access = { config, platformShopId: '10086001', tokens: vaultOf(), gate: openGate };
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function json(response: ServerResponse, body: unknown, status = 200): void {
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(typeof body === 'string' ? body : JSON.stringify(body));
}
function answerWith(body: unknown, status = 200): void {
  answer = (_, response) => json(response, body, status);
}
const success = (data: unknown) => ({ trace_id: 'yz7', code: 200, success: true, message: 'successful', data });
const gateway = (err_code: number | string, err_msg = 'no') => ({
  gw_err_resp: { trace_id: 'yz7', err_code, err_msg },
});
const refusal = (code: number | string, message = 'no', data: unknown = null) => ({
  code,
  success: false,
  message,
  data,
});

const never = new AbortController().signal;
const ship = (signal = never) =>
  confirmShipment(access, TID, { parcel: { companyId: '7', waybill: 'SF1' }, oids: [] }, signal);
const read = (signal = never) => getTrade(access, TID, signal);
const apiCalls = () => asked.filter(({ path }) => !path.endsWith('/auth/token'));

async function errorOf(run: Promise<unknown>): Promise<ConnectorError> {
  const error = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ConnectorError);
  return error as ConnectorError;
}

describe('asking Youzan', () => {
  test('a call carries its token in the query and plain JSON in the body', async () => {
    answerWith(success({ is_success: true }));
    await ship();
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /youzan/auth/token',
      'POST /youzan/api/youzan.logistics.online.confirm/3.0.0',
    ]);
    expect(asked[0]?.body).toEqual({
      authorize_type: 'silent',
      client_id: config.client_id,
      client_secret: SECRET,
      grant_id: '10086001',
      refresh: false,
    });
    expect(asked[1]).toMatchObject({
      token: 'token-1',
      body: { tid: TID, is_no_express: 0, out_stype: '7', out_sid: 'SF1' },
    });
    expect(asked[1]?.headers['content-type']).toContain('application/json');
    expect(JSON.stringify(asked[1]?.body)).not.toContain('token');
  });

  test('the answer to a question is given back as it came, ids beyond 2^53 untouched', async () => {
    const text = '{"code":200,"success":true,"data":{"full_order_info":{"orders":[{"oid":1436413407076030201}]}}}';
    answerWith(text);
    expect(await read()).toEqual({
      text,
      data: { full_order_info: { orders: [{ oid: '1436413407076030201' }] } },
    });
  });

  test('the oldest envelope is a success, too', async () => {
    answerWith({ response: { is_success: true } });
    await ship();
    await updateMemo(access, TID, '蜡烛 5 支', never);
    expect(apiCalls().at(-1)?.body).toEqual({ tid: TID, memo: '蜡烛 5 支' });
  });
});

describe('tokens', () => {
  test.each(['4201', '4202', '4203', '4204'])(
    'gateway code %s renews the token once, and the call goes on',
    async (code) => {
      answer = ({ token }, response) =>
        json(response, token === 'token-1' ? gateway(Number(code)) : success({ is_success: true }));
      await ship();
      expect(asked.filter(({ path }) => path.endsWith('token')).map(({ body }) => body.refresh)).toEqual([false, true]);
      expect(apiCalls().map(({ token }) => token)).toEqual(['token-1', 'token-2']);
    },
  );

  test('a token that is refused twice is not the trouble: it is said, and nobody goes on asking', async () => {
    answerWith(gateway(4203, 'token 不存在'));
    expect(await errorOf(ship())).toMatchObject({
      kind: 'unauthorized',
      platformCode: '4203',
      platformMessage: 'token 不存在',
    });
    expect(apiCalls()).toHaveLength(2);
  });

  test('a vault that gives the refused token back ends the matter at once', async () => {
    answerWith(gateway(4203));
    access = { ...access, tokens: { token: () => Promise.resolve('token-1') } };
    expect((await errorOf(ship())).kind).toBe('unauthorized');
    expect(apiCalls()).toHaveLength(1);
  });

  test.each([
    [1000, 'bad secret, or not JSON'],
    [1004, 'the grant is over'],
    [1005, 'the code is dead'],
    [1103, 'client or grant unknown'],
    [1105, 'wrong sort of app'],
  ])('token code %s (%s) is said and no call is made', async (code, words) => {
    answerToken = (_, response) => json(response, refusal(code, words));
    expect(await errorOf(read())).toMatchObject({
      kind: 'unauthorized',
      platformCode: String(code),
      platformMessage: words,
    });
    expect(apiCalls()).toEqual([]);
  });

  test('a token of another shop is not used', async () => {
    answerToken = (_, response) =>
      json(response, success({ access_token: 't', expires: 1772331630000, authority_id: '1' }));
    expect((await errorOf(read())).kind).toBe('unauthorized');
  });

  test.each([
    [{ access_token: 't', expires: 604800 }],
    [{ access_token: 't' }],
    [{ access_token: '', expires: 1772331630000 }],
    [{ access_token: 't\n', expires: 1772331630000 }],
    [null],
  ])('the token answer %j is none', async (data) => {
    answerToken = (_, response) => json(response, success(data));
    expect((await errorOf(ship())).kind).toBe('unavailable');
  });

  test('the moment at which a token ends is taken as it is', async () => {
    const minted: AccessToken[] = [];
    answerToken = (_, response) => json(response, success({ access_token: 't', expires: 1772331630000 }));
    answerWith(success({}));
    await getTrade(
      { ...access, tokens: { token: async ({ mint }) => (minted.push(await mint(false)), 't') } },
      TID,
      never,
    );
    expect(minted).toEqual([{ value: 't', expiresAt: new Date('2026-03-01T02:20:30Z') }]);
  });

  test('a caller that gives up does not take the token from those who wait for it', async () => {
    const given = new AbortController();
    answerToken = (_, response) => {
      given.abort();
      json(response, success({ access_token: 'token-1', expires: Date.now() + 86_400_000 }));
    };
    answerWith(success({}));
    expect((await errorOf(read(given.signal))).kind).toBe('unavailable');
    expect(
      await access.tokens.token({ holder: '10086001', mint: () => Promise.reject(new Error('asked again')) }),
    ).toBe('token-1');
  });
});

describe('refusals', () => {
  test('a success that says that it did nothing is no success', async () => {
    answerWith(success({ is_success: false }));
    expect(await errorOf(ship())).toMatchObject({ kind: 'outcome-unknown', platformCode: 'is_success' });
    answerWith({ response: { is_success: false } });
    expect((await errorOf(ship())).kind).toBe('outcome-unknown');
  });
});

describe('single calls', () => {
  test('a list names its span in Beijing time and both of its ends', async () => {
    answerWith(
      success({ total_results: 101, full_order_info_list: [{ full_order_info: { order_info: { tid: TID } } }] }),
    );
    const span = { from: new Date('2026-03-01T02:00:00Z'), to: new Date('2026-03-01T03:00:00Z') };
    expect(await listTrades(access, { by: 'update', ...span }, 2, never)).toEqual({ total: 101, tids: [TID] });
    expect(apiCalls()[0]).toMatchObject({
      path: '/youzan/api/youzan.trades.sold.get/4.0.4',
      body: { start_update: '2026-03-01 10:00:00', end_update: '2026-03-01 11:00:00', page_no: 2, page_size: 100 },
    });
    answerWith(success({ total_results: 0, full_order_info_list: null }));
    expect(await listTrades(access, { by: 'created', ...span }, 1, never)).toEqual({ total: 0, tids: [] });
    answerWith(success({ total_results: 'many' }));
    expect((await errorOf(listTrades(access, { by: 'created', ...span }, 1, never))).kind).toBe('unavailable');
  });

  test('some lines, or goods that no courier carries', async () => {
    answerWith(success({ is_success: true }));
    await confirmShipment(access, TID, { parcel: null, oids: ['1436413407076030200', '2'] }, never);
    expect(apiCalls()[0]?.body).toEqual({ tid: TID, is_no_express: 1, oids: '1436413407076030200,2' });
  });

  test('couriers and goods; prices of goods are fen', async () => {
    answerWith(success({ allExpress: [{ id: 7, name: '顺丰速运', display: 1 }] }));
    expect(await listExpressCompanies(access, never)).toEqual([{ id: '7', name: '顺丰速运', shown: false }]);
    answerWith(
      '{"success":true,"code":200,"data":{"count":1,"items":[{"item_id":1436413407076030201,"title":"蛋糕","price":9900,"quantity":3}]}}',
    );
    expect(await listGoods(access, 1, never)).toEqual({
      total: 1,
      items: [{ itemId: '1436413407076030201', title: '蛋糕', priceMinor: 9900, quantity: 3, itemNo: null }],
    });
  });

  test('refunds are looked for by seconds', async () => {
    answerWith(success({ total: 1, refunds: [{ refund_id: 'R1', tid: TID, status: 'WAIT_SELLER_AGREE' }] }));
    const span = { from: new Date(1_772_331_630_900), to: new Date(1_772_335_230_000) };
    expect(await searchRefunds(access, span, 1, never)).toEqual({
      total: 1,
      refunds: [{ refundId: 'R1', tid: TID, status: 'WAIT_SELLER_AGREE' }],
    });
    expect(apiCalls()[0]?.body).toMatchObject({ update_time_start: 1772331630, update_time_end: 1772335230 });
  });
});

describe('a refund is decided in the version that was read', () => {
  let versions: Record<string, unknown>[];
  let stale: number;
  beforeEach(() => {
    versions = [{ version: 1772331630001, refund_fee: '88.50' }];
    stale = 0;
    let reads = 0;
    answer = ({ path }, response) => {
      if (path.includes('refund.get'))
        return json(response, success({ refund_id: 'R1', ...versions[Math.min(reads++, versions.length - 1)] }));
      return json(response, (stale -= 1) >= 0 ? refusal(103010039, '版本号错误') : success({ is_success: true }));
    };
  });
  const paths = () => apiCalls().map(({ path }) => path.split('/').at(-2));

  test('agree and refuse carry the version as a number', async () => {
    await agreeRefund(access, 'R1', undefined, never);
    await refuseRefund(access, 'R1', '已签收', never);
    expect(
      apiCalls()
        .filter(({ path }) => !path.includes('refund.get'))
        .map(({ body }) => body),
    ).toEqual([
      { refund_id: 'R1', version: 1772331630001 },
      { refund_id: 'R1', version: 1772331630001, remark: '已签收' },
    ]);
  });

  test('a refund that was changed meanwhile is read again and decided once more', async () => {
    versions = [
      { version: 1, refund_fee: '88.50' },
      { version: 2, refund_fee: '88.50' },
    ];
    stale = 1;
    await agreeRefund(access, 'R1', undefined, never);
    expect(paths()).toEqual([
      'youzan.trade.refund.get',
      'youzan.trade.refund.agree',
      'youzan.trade.refund.get',
      'youzan.trade.refund.agree',
    ]);
    expect(apiCalls().at(-1)?.body.version).toBe(2);
  });

  test('nobody agrees to another sum than the one that was there', async () => {
    versions = [
      { version: 1, refund_fee: '88.50' },
      { version: 2, refund_fee: '188.50' },
    ];
    stale = 1;
    expect(await errorOf(agreeRefund(access, 'R1', undefined, never))).toMatchObject({
      kind: 'outcome-unknown',
      platformCode: '103010039',
    });
    expect(paths().filter((path) => path?.endsWith('agree'))).toHaveLength(1);
  });

  test.each([{ refund_type: 'REFUND_AND_RETURN' }, { return_goods: true }])(
    'where goods come back (%j), agreeing names the address and pays nothing yet',
    async (kind) => {
      versions = [{ version: 1, refund_fee: '88.50', ...kind }];
      const returnTo = { name: '麦香烘焙', mobile: '13800138000', address: '示例路 1 号' };
      await agreeRefund(access, 'R1', returnTo, never);
      expect(apiCalls().at(-1)).toMatchObject({
        path: '/youzan/api/youzan.trade.returngoods.agree/3.0.0',
        body: { refund_id: 'R1', version: 1, ...returnTo },
      });
    },
  );

  test.each([{ refund_type: 'REFUND_AND_RETURN' }, { refund_type: 'EXCHANGE_GOODS_FLOW' }])(
    'a refund that cannot be agreed to from here (%j) is refused before anything is sent',
    async (kind) => {
      versions = [{ version: 1, refund_fee: '88.50', ...kind }];
      expect((await errorOf(agreeRefund(access, 'R1', undefined, never))).kind).toBe('rejected');
      expect(paths()).toEqual(['youzan.trade.refund.get']);
    },
  );

  test('a refund that moves each time is given up', async () => {
    stale = 9;
    expect((await errorOf(agreeRefund(access, 'R1', undefined, never))).platformCode).toBe('103010039');
    expect(paths()).toHaveLength(4);
  });
});
