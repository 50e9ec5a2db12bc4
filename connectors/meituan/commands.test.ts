import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandbox } from '../../sandbox/server.ts';
import { type CommandInputs, rejectReasons } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import { commands } from './commands.ts';
import { type MeituanConfig, parseConfig } from './config.ts';
import { meituan } from './index.ts';

const SECRET = '0123456789abcdef0123456789abcdef';
const signal = new AbortController().signal;

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let config: MeituanConfig;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, controlPort: 0 });
  config = parseConfig({ app_id: '1001', secret: SECRET, baseUrl: `${sandbox.url}/meituan/` });
  await control('PUT', '/meituan/apps/1001', { secret: SECRET, shops: [{ appPoiCode: 't_poi_01', name: '面馆' }] });
});
afterAll(() => sandbox.close());

async function control<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(sandbox.controlUrl + path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** Meituan signs each call and has no tokens. */
const tokens = { token: () => Promise.reject(new Error('nobody asks for a token')) };
const access = () => ({ config, platformShopId: 't_poi_01', tokens });
const place = async () => (await control<{ orderId: string }>('POST', '/meituan/orders', {})).orderId;
const truth = (orderId: string) => control<{ status: number }>('GET', `/meituan/orders/${orderId}`);
const input = (platformOrderId: string, change: Partial<CommandInputs['reject']> = {}): CommandInputs['reject'] => ({
  platformOrderId,
  commandId: 'c1',
  reason: 'other',
  note: '',
  ...change,
});

/** Against the pretended Meituan, which was written from the documents without a look at this connector. */
describe('what a clerk asks of Meituan', () => {
  test('accept confirms the order there', async () => {
    const orderId = await place();
    await commands.accept?.(access(), input(orderId), signal);
    expect((await truth(orderId)).status).toBe(4);
  });

  test.each([
    ['sold_out', '2009', '商品已售完'],
    ['too_busy', '2008', '门店太忙'],
    ['closed', '2011', '门店已打烊'],
    ['unreachable_address', '2010', '地址无法配送'],
    ['customer_asked', '2006', '顾客要求取消'],
    ['other', '2007', '其他原因'],
  ] as const)(
    'reject for %s gives Meituan the code %s and words that the customer understands',
    async (reason, code, words) => {
      expect(rejectReasons).toContain(reason);
      const orderId = await place();
      await commands.reject?.(access(), input(orderId, { reason }), signal);
      expect((await truth(orderId)).status).toBe(9);
      const { calls } = await control<{ calls: { params: Record<string, string> }[] }>(
        'GET',
        `/calls?orderId=${orderId}`,
      );
      expect(calls.map(({ params }) => [params.reason_code, params.reason])).toEqual([[code, words]]);
    },
  );

  test("the clerk's own words go before the standard ones", async () => {
    const orderId = await place();
    await commands.reject?.(access(), input(orderId, { reason: 'sold_out', note: '草莓没了' }), signal);
    const { calls } = await control<{ calls: { params: Record<string, string> }[] }>(
      'GET',
      `/calls?orderId=${orderId}`,
    );
    expect(calls[0]?.params.reason).toBe('草莓没了');
  });

  test.each([
    ['accepting twice', 'outcome-unknown', '808', (id: string) => commands.accept?.(access(), input(id), signal)],
    ['an order of nobody', 'rejected', '806', () => commands.accept?.(access(), input('1600000000000000001'), signal)],
    [
      'a wrong secret',
      'unauthorized',
      '703',
      (id: string) =>
        commands.accept?.({ ...access(), config: { ...config, secret: 'wrong wrong' } }, input(id), signal),
    ],
  ])('%s is %s (%s)', async (_, kind, platformCode, run) => {
    const orderId = await place();
    await commands.accept?.(access(), input(orderId), signal);
    const error = await run(orderId)?.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConnectorError);
    expect(error).toMatchObject({ kind, platformCode });
  });

  test('an order that is asked for means the same as the one that was pushed', async () => {
    const orderId = await place();
    const message = await meituan.fetchOrder(access(), orderId, signal);
    const again = await meituan.fetchOrder(access(), orderId, signal);
    expect(again.messageKey).toBe(message.messageKey);
    const { snapshot, events } = meituan.translate({ ...message, source: 'pull', receivedAt: new Date() });
    expect(events.map(({ kind }) => kind)).toEqual(['placed', 'paid']);
    expect(snapshot?.lines.length).toBeGreaterThan(0);
    await commands.accept?.(access(), input(orderId), signal);
    expect((await meituan.fetchOrder(access(), orderId, signal)).messageKey).not.toBe(message.messageKey);
  });

  test('a connection with a wrong field is refused by name and without its secret', () => {
    for (const [field, value] of Object.entries({ app_id: 'x', secret: 'short', baseUrl: 'ftp://x', more: 1 })) {
      const wrong = { app_id: '1001', secret: SECRET, baseUrl: 'https://x.example', [field]: value };
      expect(() => parseConfig(wrong)).toThrow(ConnectorError);
      expect(() => parseConfig(wrong)).not.toThrow(SECRET);
    }
  });
});
