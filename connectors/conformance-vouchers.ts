import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MalformedError, UnknownValueError } from '../domain/errors.ts';
import { sumMinor } from '../domain/money.ts';
import { applyOrderEvent, type Fact, positionOf } from '../domain/order-state.ts';
import { type ControlledSandbox, startControlled } from '../sandbox/sandbox-for-tests.ts';
import { listenToCalls } from './call-record.ts';
import { describeSettings } from './conformance.ts';
import { describeCalls } from './conformance-calls.ts';
import { runsOf, translated } from './conformance-steps.ts';
import type { SandboxControl, SettingsSubject, TalkSubject } from './conformance-subject.ts';
import type { SalesChannel, ShopAccess, StoredMessage, TranslatedMessage } from './contract.ts';
import { ConnectorError } from './errors.ts';
import { openGate } from './open-gate-for-tests.ts';
import { mobileNumbersIn } from './phone-numbers-for-tests.ts';
import { TestTokenVault } from './token-vault-for-tests.ts';
import type { TakenNews, UndoneNews, VoucherRefusal, Vouchers } from './vouchers.ts';

/** What a connector whose orders are taken vouchers tells the shared suite about its platform. */
export interface VoucherSubject<Config> {
  channel: SalesChannel<Config>;
  folder: string;
  settings: SettingsSubject;
  calls: TalkSubject<Config>;
  /** A taken voucher as the platform writes it, as JSON text. */
  row(sketch: VoucherSketch): string;
  sandbox: {
    register(control: SandboxControl): Promise<unknown>;
    /** Sells vouchers of one purchase and answers their codes. `here` false: another shop's alone. */
    sell(control: SandboxControl, wish: { count: number; here: boolean }): Promise<string[]>;
    /** The customer gets the money of a voucher back. */
    refund(control: SandboxControl, code: string): Promise<unknown>;
    /** The calls as the sandbox's faults name them. */
    calls: { consume: string; undo: string };
  };
}

export interface VoucherSketch {
  code: string;
  title: string;
  priceMinor: number;
  byPlatformMinor: number;
  byShopMinor: number;
}

const FILES = ['index.ts', 'config.ts', 'signing.ts', 'wire.ts', 'client.ts', 'map-order.ts', 'error-codes.ts'];
const never = new AbortController().signal;
const AT = '2026-03-01T02:20:31.000Z';
const NOBODYS = '999999999999';

/** The behaviour that every connector with vouchers has. What is added here is added for all of them. */
export function describeVouchers<Config>(subject: VoucherSubject<Config>): void {
  const { channel, folder } = subject;
  const vouchers = vouchersOf(channel);
  describe(`${channel.names.en} (${channel.names.zh})`, () => {
    test('is a folder of the usual files, called like the platform', () => {
      expect(channel.platform).toMatch(/^[a-z][a-z0-9-]{1,30}$/);
      expect(basename(folder)).toBe(channel.platform);
      const names = [...FILES, 'setup.ts', 'MAPPING.md', 'fixtures/README.md'];
      expect(names.filter((name) => !existsSync(join(folder, name)))).toEqual([]);
      expect(readFileSync(join(folder, 'MAPPING.md'), 'utf8')).toMatch(/read 20\d\d-\d\d-\d\d/);
    });

    test('says that no platform tells of these orders, and believes nobody who pushes one', () => {
      expect([channel.tellsNothing, channel.pushKinds.length, channel.shipments.length]).toEqual([true, 0, 0]);
      expect(() => channel.receive({} as never, {} as never)).toThrow(ConnectorError);
      expect(channel.refuse(new Error('no')).status).toBe(404);
    });

    describeSettings(subject);
    describeCalls({
      ...subject,
      act: (access, signal) => vouchers.consume(access, taking('1234567890'), signal),
      ask: (access, signal) => vouchers.prepare(access, '1234567890', signal),
    });
    describeOrders(subject);
    describe('with the pretended platform', () => describeCounter(subject, vouchers));
  });
}

/** What a taken voucher becomes. */
function describeOrders<Config>({ channel, folder, row }: VoucherSubject<Config>): void {
  const sketch = { code: '1234567890', title: '双人餐', priceMinor: 8_850, byPlatformMinor: 500, byShopMinor: 350 };
  const takenOf = (change: Partial<VoucherSketch> = {}) =>
    translated(channel, taken({ row: row({ ...sketch, ...change }) }));

  test('a taken voucher is a completed order, and one that is taken back is cancelled', () => {
    const { translated: order } = takenOf();
    expect(positionAfter(order)).toMatchObject({ state: 'completed' });
    const undone = message('undone', { at: '2026-03-01T02:25:00.000Z', by: '小李', reason: 'wrong_voucher' });
    expect(positionAfter(order, translated(channel, undone).translated)).toMatchObject({ state: 'cancelled' });
  });

  test('what it cost is exact to the fen, with who bears each reduction', () => {
    const fen = fc.integer({ min: 0, max: 1_000_000 });
    fc.assert(
      fc.property(fen, fen, fen, (paidMinor, byPlatformMinor, byShopMinor) => {
        const priceMinor = paidMinor + byPlatformMinor + byShopMinor;
        const snapshot = takenOf({ priceMinor, byPlatformMinor, byShopMinor }).translated?.snapshot;
        if (!snapshot) throw new Error('the order is not described');
        expect(snapshot.totalMinor).toBe(paidMinor);
        expect(sumMinor(snapshot.amounts.map(({ amountMinor }) => amountMinor))).toBe(paidMinor);
        const off = (borneBy: string) => snapshot.amounts.find((part) => part.borneBy === borneBy)?.amountMinor ?? 0;
        expect([off('platform'), off('merchant')]).toEqual([0 - byPlatformMinor, 0 - byShopMinor]);
        expect(snapshot.lines).toMatchObject([{ quantity: 1, unitPriceMinor: priceMinor, totalMinor: priceMinor }]);
      }),
      runsOf(100),
    );
  });

  test.each([
    ['reductions above the price', taken({ row: row({ ...sketch, byShopMinor: 8_851 }) })],
    ['a row that ends in the middle', taken({ row: row(sketch).slice(0, 40) })],
    ['no row', taken({ row: '' })],
    ['an unknown reason', message('undone', { at: AT, by: '小李', reason: 'rain' })],
    ['an unknown kind', message('eaten', { at: AT, by: '小李', reason: 'other' })],
  ])('%s is set aside, never guessed', (_, stored) => {
    const { fate, error } = translated(channel, stored);
    expect(fate).toBe('parked');
    expect(error instanceof MalformedError || error instanceof UnknownValueError).toBe(true);
  });

  const names = readdirSync(join(folder, 'fixtures')).flatMap(
    (name) => /^(.+?)(?<!\.golden)\.json$/.exec(name)?.[1] ?? [],
  );
  test.each(names)('the example %s', async (name) => {
    const path = join(folder, 'fixtures', name);
    const text = readFileSync(`${path}.json`, 'utf8');
    expect(readFileSync(join(folder, 'fixtures/README.md'), 'utf8')).toContain(`\`${name}.json\``);
    expect(mobileNumbersIn(text)).toEqual([]);
    const { translated: meaning } = translated(channel, taken({ row: text }));
    await expect(`${JSON.stringify(meaning, null, 2)}\n`).toMatchFileSnapshot(`${path}.golden.json`);
  });
}

/** Over real HTTP with the pretended platform, which was written from the documents and shares no code with us. */
function describeCounter<Config>(
  { channel, settings, sandbox: there }: VoucherSubject<Config>,
  vouchers: Vouchers<Config>,
): void {
  let sandbox: ControlledSandbox;
  let access: ShopAccess<Config>;
  const vault = new TestTokenVault();
  const told: string[] = [];
  let endListening = (): void => undefined;
  const control: SandboxControl = async <T>(method: string, path: string, body?: unknown) => {
    const { status, body: answer } = await sandbox.control(method, path, body);
    if (status >= 400) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`);
    return answer as T;
  };

  beforeAll(async () => {
    sandbox = await startControlled();
    const config = channel.parseConfig(settings.of(`${sandbox.url}/${channel.platform}/`));
    access = { config, platformShopId: settings.platformShopId, tokens: vault, gate: openGate };
    await there.register(control);
    endListening = listenToCalls((record) => void told.push(JSON.stringify(record)));
  });
  afterAll(async () => {
    endListening();
    await sandbox.close();
  });

  const sell = (count = 1, here = true) => there.sell(control, { count, here });
  const one = async (): Promise<string> => (await sell())[0] ?? '';
  const losing = async <T>(path: string, run: () => Promise<T>): Promise<unknown> => {
    await control('POST', '/faults', { platform: channel.platform, path, act: 'reset-after-acting' });
    const ended = await run().catch((thrown: unknown) => thrown);
    await control('DELETE', '/faults');
    return ended;
  };

  test('the shop is let in, and a stranger is not', async () => {
    expect(await channel.checkAccess(access, never)).toEqual({ shopName: null });
    const elsewhere = { ...access, platformShopId: 'nobodys-shop' };
    const error = (await channel.checkAccess(elsewhere, never).catch((thrown: unknown) => thrown)) as ConnectorError;
    expect(channel.troubleOf(error)).toBe('shop_unknown');
  });

  test('looking at a voucher tells what it is and takes nothing', async () => {
    const [code = ''] = await sell(3);
    for (let looks = 0; looks < 2; looks += 1) {
      const prepared = await vouchers.prepare(access, code, never);
      expect(prepared).toMatchObject({ code, usable: 3, title: expect.stringMatching(/./) as string });
      expect(Number.isSafeInteger(prepared.priceMinor) && prepared.priceMinor > 0).toBe(true);
    }
    expect(await vouchers.consumed(access, code, never)).toBeNull();
  });

  test('taking some of a purchase takes so many, and asked again under the same number no more', async () => {
    const [code = ''] = await sell(3);
    const asked = { ...taking(code), count: 2 };
    const first = await vouchers.consume(access, asked, never);
    expect(first).toHaveLength(2);
    expect(await vouchers.consume(access, asked, never)).toEqual(first);
    const rest = (await sell(1), first.map((voucher) => voucher.code));
    expect(rest).toContain(code);
    expect(await refusalOf(vouchers.consume(access, { ...taking(code), count: 1 }, never))).toBe('voucher_used');
  });

  test('a lost answer to taking is no success, and the platform tells what became of it', async () => {
    const code = await one();
    const asked = taking(code);
    expect(await losing(there.calls.consume, () => vouchers.consume(access, asked, never))).toMatchObject({
      kind: 'outcome-unknown',
    });
    const found = await vouchers.consumed(access, code, never);
    expect([null, asked.requestId]).toContain(found?.requestId);
    expect(found?.voucher).toMatchObject({ code });
    expect(await vouchers.consume(access, asked, never)).toMatchObject([{ code }]);
  });

  test('what was taken can be taken back, also with its answer lost, and be taken again', async () => {
    const code = await one();
    await vouchers.consume(access, taking(code), never);
    await vouchers.undo(access, code, never);
    expect(await vouchers.consumed(access, code, never)).toBeNull();
    await vouchers.consume(access, taking(code), never);
    const ended = await losing(there.calls.undo, () => vouchers.undo(access, code, never));
    expect(ended).toMatchObject({ kind: 'outcome-unknown' });
    expect(await vouchers.consumed(access, code, never)).toBeNull();
  });

  test('each refusal is told in our words', async () => {
    const [used, over, few, elsewhere] = [await one(), await one(), await one(), (await sell(1, false))[0] ?? ''];
    await vouchers.consume(access, taking(used), never);
    await there.refund(control, over);
    expect({
      unknown: await refusalOf(vouchers.prepare(access, NOBODYS, never)),
      used: await refusalOf(vouchers.prepare(access, used, never)),
      over: await refusalOf(vouchers.consume(access, taking(over), never)),
      few: await refusalOf(vouchers.consume(access, { ...taking(few), count: 2 }, never)),
      elsewhere: await refusalOf(vouchers.prepare(access, elsewhere, never)),
      notTaken: await refusalOf(vouchers.undo(access, few, never)),
    } satisfies Record<string, VoucherRefusal | null>).toEqual({
      unknown: 'voucher_unknown',
      used: 'voucher_used',
      over: 'voucher_over',
      few: 'voucher_too_few',
      elsewhere: 'voucher_not_here',
      notTaken: 'voucher_not_taken',
    });
  });

  test('none of these calls left a secret, a token or a phone number behind', () => {
    expect(told.length).toBeGreaterThan(5);
    for (const text of told) {
      for (const word of [...settings.secrets, ...vault.minted]) expect(text).not.toContain(word);
      expect(mobileNumbersIn(text)).toEqual([]);
    }
  });

  async function refusalOf(run: Promise<unknown>): Promise<VoucherRefusal | null> {
    const error = await run.then(
      () => new Error('it was not refused'),
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(ConnectorError);
    expect((error as ConnectorError).kind).toBe('rejected');
    return vouchers.refusalOf(error as ConnectorError);
  }
}

function taking(code: string) {
  return { code, count: 1, requestId: randomUUID(), cashier: { account: 'cashier01', name: '收银一号' } };
}

function taken({ row }: { row: string }): StoredMessage {
  return message('taken', { at: AT, by: '小李', code: '1234567890', row });
}

function message(kind: string, body: TakenNews | (Omit<UndoneNews, 'reason'> & { reason: string })): StoredMessage {
  const payload = { method: 'POST', query: '', contentType: 'application/json', body: JSON.stringify(body) } as const;
  return { kind, source: 'push', payload, receivedAt: new Date(AT) };
}

function positionAfter(...messages: (TranslatedMessage | undefined)[]) {
  let facts: readonly Fact[] = [];
  for (const event of messages.flatMap((one) => one?.events ?? [])) facts = applyOrderEvent(facts, event).facts;
  return positionOf(facts);
}

function vouchersOf<Config>({ vouchers, platform }: SalesChannel<Config>): Vouchers<Config> {
  if (!vouchers) throw new Error(`${platform} has no vouchers`);
  return vouchers;
}
