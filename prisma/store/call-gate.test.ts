import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SharedGate } from '../../connectors/call-gate.ts';
import type { CallGate } from '../../connectors/contract.ts';
import { ConnectorError } from '../../connectors/errors.ts';
import { eventually } from '../../tests/harness.ts';
import { createTrial, type Trial } from '../../tests/trial-database.ts';
import { type Database, openDatabase } from './database.ts';
import { callsOf, openGateRows } from './gate-rows.ts';
import { readShops } from './shops.ts';

let trial: Trial;
let owner: pg.Client;
/** A second process: its own pool and its own count, the same database. */
let other: Database;
/** Of a connection that nothing has happened to. */
let here: CallGate;
let there: CallGate;
let shop: { merchantId: string; connectionId: string; shopId: string };
let calls: string[];

beforeAll(async () => {
  trial = await createTrial();
  other = openDatabase({ url: trial.url, poolMax: 4, cipher: trial.database.cipher });
  owner = new pg.Client({ connectionString: trial.url });
  await owner.connect();
});
beforeEach(async () => {
  const added = await trial.addMerchant();
  shop = { merchantId: added.merchantId, ...added.shop };
  here = new SharedGate(openGateRows(trial.database, shop));
  there = new SharedGate(openGateRows(other, shop));
  calls = [];
});
afterAll(async () => {
  await owner.end();
  await other.close();
  await trial.close();
});

const fine = (gate: CallGate) =>
  gate.pass(() => {
    calls.push('fine');
    return Promise.resolve('yes');
  });
const failing = (gate: CallGate, error: ConnectorError) =>
  gate
    .pass(() => {
      calls.push(error.kind);
      return Promise.reject(error);
    })
    .then(
      () => expect.unreachable(),
      (thrown: unknown) => thrown as ConnectorError,
    );
const refusalOf = (gate: CallGate) =>
  fine(gate).then(
    () => null,
    (thrown: unknown) => thrown as ConnectorError,
  );
const tooFast = (retryAfterMs?: number) =>
  new ConnectorError('rate-limited', 'slow down', retryAfterMs === undefined ? {} : { retryAfterMs });
const silence = () => new ConnectorError('outcome-unknown', 'no answer', { silent: true });
const no = () => new ConnectorError('rejected', 'no such order', { platformCode: '806' });
/** The time that somebody waits for is over. */
const later = (column: 'paused_until' | 'stopped_until') =>
  owner.query(`UPDATE connection_gates SET ${column} = now() - interval '1 ms' WHERE connection_id = $1`, [
    shop.connectionId,
  ]);
const shown = async () => {
  const [row] = await trial.database.withMerchantSql(shop.merchantId, (client) =>
    readShops(client, { shopId: shop.shopId }),
  );
  return row ? callsOf(row) : expect.unreachable();
};
const rows = async () =>
  (await owner.query('SELECT FROM connection_gates WHERE connection_id = $1', [shop.connectionId])).rowCount;

test('a platform that answers, with yes or with no, costs no write', async () => {
  for (let call = 0; call < 20; call += 1) {
    await fine(here);
    await failing(there, no());
  }
  expect(await rows()).toBe(0);
  expect(await shown()).toEqual({ state: 'flowing', since: null, until: null });
});

describe('a platform that asks to slow down', () => {
  test('is obeyed by every process of the connection, and by no other connection', async () => {
    await fine(there);
    expect(await failing(here, tooFast(60_000))).toMatchObject({ kind: 'rate-limited' });
    const refusal = await eventually(() => refusalOf(there));
    expect(refusal).toMatchObject({ kind: 'rate-limited', platformCode: 'platform_slow' });
    expect(refusal.retryAfterMs).toBeGreaterThan(55_000);
    const asked = calls.length;
    for (const gate of [here, there]) expect(await refusalOf(gate)).not.toBeNull();
    expect(calls).toHaveLength(asked);
    expect(await shown()).toMatchObject({ state: 'slowed' });
    const stranger = await trial.addMerchant();
    expect(await fine(new SharedGate(openGateRows(other, { merchantId: stranger.merchantId, ...stranger.shop })))).toBe(
      'yes',
    );
  });

  test('without a time gets 3, 6, 12, 24 and then 48 seconds; calls that were refused together count once', async () => {
    const waits: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      // Both were let through before either was refused.
      const both = await Promise.all([failing(here, tooFast()), failing(here, tooFast())]);
      waits.push(Math.max(...both.map(({ retryAfterMs = 0 }) => retryAfterMs)) / 1000);
      await later('paused_until');
      await eventually(async () => (await refusalOf(here)) === null);
    }
    expect(waits).toEqual([3, 6, 12, 24, 48, 48]);
  });

  test('is then called by one after the other, whichever process calls', async () => {
    for (let round = 0; round < 3; round += 1) {
      await failing(here, tooFast(60_000));
      await later('paused_until');
      await eventually(async () => (await refusalOf(here)) === null);
    }
    await eventually(async () => (await refusalOf(there)) === null);
    const at: number[] = [];
    const note = () => Promise.resolve(at.push(performance.now()));
    await Promise.all([here, there, here, there].map((gate) => gate.pass(note)));
    at.sort((a, b) => a - b);
    // Its third "slow down" in a row: 200 ms between two calls.
    expect((at.at(-1) ?? 0) - (at[0] ?? 0)).toBeGreaterThan(500);
  });
});

describe('a platform that does not answer', () => {
  const stop = async () => {
    for (let call = 0; call < 5; call += 1) await failing(here, silence());
    expect(await refusalOf(here)).toMatchObject({ kind: 'unavailable', platformCode: 'platform_away' });
  };

  test('is left alone after five calls in a row, by every process; an answer in between begins the count anew', async () => {
    for (let call = 0; call < 4; call += 1) await failing(here, silence());
    await failing(here, no());
    for (let call = 0; call < 4; call += 1) await failing(here, silence());
    expect(await rows()).toBe(0);
    await failing(here, silence());
    const asked = calls.length;
    expect(await refusalOf(here)).toMatchObject({ kind: 'unavailable' });
    expect(await eventually(() => refusalOf(there))).toMatchObject({ kind: 'unavailable' });
    expect(calls.filter((kind) => kind !== 'fine')).toHaveLength(10);
    expect(calls.length - asked).toBeLessThan(2);
    expect(await shown()).toMatchObject({ state: 'stopped', since: expect.any(Date) as Date });
  });

  test('is tried by one call of all processes; while it is silent each wait is twice as long', async () => {
    await stop();
    const waits: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      await later('stopped_until');
      let probes = 0;
      let turnedAway = 0;
      const probe = (gate: CallGate) =>
        gate
          .pass(async () => {
            probes += 1;
            // The others ask while the probe is under way.
            await eventually(() => Promise.resolve(turnedAway >= 3));
            throw silence();
          })
          .catch((error: ConnectorError) => {
            if (error.platformCode === 'platform_away') turnedAway += 1;
          });
      await eventually(async () => {
        await Promise.all([here, there, here, there].map(probe));
        return probes > 0;
      });
      expect(probes).toBe(1);
      const { since, until } = await shown();
      expect(since).not.toBeNull();
      waits.push(Math.round(((until?.getTime() ?? 0) - Date.now()) / 1000));
    }
    const expected = [4, 8, 16, 32, 60, 60];
    for (const [index, wait] of waits.entries()) expect(Math.abs(wait - (expected[index] ?? 0))).toBeLessThanOrEqual(1);
  });

  test('is called again by all as soon as it has answered one, be it with a no', async () => {
    await stop();
    await later('stopped_until');
    await eventually(async () => (await failing(here, no())).kind === 'rejected');
    expect(await fine(here)).toBe('yes');
    await eventually(async () => (await refusalOf(there)) === null);
    expect(await shown()).toMatchObject({ state: 'flowing', since: null, until: null });
  });

  test('is not given up because one prober died: the next one tries a little later', async () => {
    await stop();
    await later('stopped_until');
    await owner.query(`UPDATE connection_gates SET probe_until = now() + interval '15 s' WHERE connection_id = $1`, [
      shop.connectionId,
    ]);
    expect(await eventually(() => refusalOf(there))).toMatchObject({ kind: 'unavailable' });
    await owner.query(`UPDATE connection_gates SET probe_until = now() - interval '1 ms' WHERE connection_id = $1`, [
      shop.connectionId,
    ]);
    await eventually(async () => (await refusalOf(there)) === null);
  });
});

test('a gate that cannot reach the database holds nothing up', async () => {
  const cut = openDatabase({ url: trial.url, poolMax: 2, cipher: trial.database.cipher });
  const gate = new SharedGate(openGateRows(cut, shop));
  await cut.close();
  expect(await fine(gate)).toBe('yes');
  expect(await failing(gate, tooFast(7_000))).toMatchObject({ kind: 'rate-limited', retryAfterMs: 7_000 });
});
