import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../../tests/harness.ts';
import { createTrial, type Trial } from '../../tests/trial-database.ts';
import type { AccessToken, TokenVault } from '../../connectors/contract.ts';
import { type Database, openDatabase } from './database.ts';
import { openTokenVaults } from './token-vault.ts';

let trial: Trial;
/** A second process: its own pool, its own callers, the same database and key. */
let other: Database;
let here: TokenVault;
let there: TokenVault;
let minted: { value: string; renew: boolean }[];
let holder: string;
let holders = 0;
let meanwhile: () => Promise<unknown>;

beforeAll(async () => {
  trial = await createTrial();
  other = openDatabase({ url: trial.url, poolMax: 4, cipher: trial.database.cipher });
  const owner = { merchantId: trial.merchantId, connectionId: trial.shop.connectionId };
  here = openTokenVaults(trial.database)(owner);
  there = openTokenVaults(other)(owner);
});
beforeEach(() => {
  minted = [];
  meanwhile = () => Promise.resolve();
  holder = String((holders += 1));
});
afterAll(async () => {
  await other.close();
  await trial.close();
});

const WEEK_MS = 7 * 24 * 3600_000;

/** A platform whose every new token kills the one before. */
const mint = async (renew: boolean): Promise<AccessToken> => {
  const value = `${holder} token ${minted.length + 1}`;
  minted.push({ value, renew });
  await meanwhile();
  return { value, expiresAt: new Date(Date.now() + WEEK_MS) };
};
const ask = (vault: TokenVault, rejected?: string) =>
  vault.token({ holder, mint, ...(rejected === undefined ? {} : { rejected }) });
/** Whoever mints goes on only when the other process waits for it: nobody wins by being fast. */
async function askedBySixty(rejected?: string): Promise<string[]> {
  meanwhile = () => eventually(async () => (await waiting()) > 0);
  return Promise.all(Array.from({ length: 60 }, (_, index) => ask(index % 2 ? here : there, rejected)));
}

async function waiting(): Promise<number> {
  const { rows } = await trial.database.system.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
     WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted`,
  );
  return rows[0]?.n ?? 0;
}

async function tokenWith(expiresInMs: number): Promise<string> {
  const value = `${holder} token 0`;
  return here.token({ holder, mint: () => Promise.resolve({ value, expiresAt: new Date(Date.now() + expiresInMs) }) });
}

describe('one access token for all processes', () => {
  test('sixty callers of two processes who all need a first token mint one', async () => {
    expect(new Set(await askedBySixty())).toEqual(new Set([`${holder} token 1`]));
    expect(minted).toEqual([{ value: `${holder} token 1`, renew: false }]);
    await askedBySixty();
    expect(minted).toHaveLength(1);
  });

  test('a token that the platform refuses in the middle of a batch is renewed once, and everybody goes on with the new one', async () => {
    const old = await ask(here);
    const fresh = await askedBySixty(old);
    expect(new Set(fresh)).toEqual(new Set([`${holder} token 2`]));
    expect(minted.map(({ renew }) => renew)).toEqual([false, true]);
  });

  test('a caller that comes late with the old token gets the new one and mints none', async () => {
    const old = await ask(here);
    const renewed = await ask(here, old);
    expect(await ask(there, old)).toBe(renewed);
    expect(await ask(there)).toBe(renewed);
    expect(minted).toHaveLength(2);
  });

  test('a platform that refuses every token gets a pause between two renewals', async () => {
    const renewedAt = async () => {
      const row = await trial.database.withMerchant(trial.merchantId, (tx) =>
        tx.connectionToken.findFirstOrThrow({ where: { holder } }),
      );
      return row.renewedAt?.getTime() ?? 0;
    };
    const renewed = await ask(here, await ask(here));
    const before = await renewedAt();
    expect(new Set(await askedBySixty(renewed))).toEqual(new Set([`${holder} token 3`]));
    expect((await renewedAt()) - before).toBeGreaterThanOrEqual(2_000);
    expect(minted).toHaveLength(3);
  });

  test('a token that never lasts long is used for a moment all the same', async () => {
    await tokenWith(60_000);
    const brief = { holder, mint: () => Promise.resolve({ value: 'brief', expiresAt: new Date(Date.now() + 60_000) }) };
    expect(await here.token(brief)).toBe('brief');
    expect(await ask(there)).toBe('brief');
    expect(minted).toEqual([]);
  });

  test('a token that ends within minutes is renewed before it does, one that lasts is kept', async () => {
    await tokenWith(4 * 60_000);
    expect(new Set(await askedBySixty())).toEqual(new Set([`${holder} token 1`]));
    expect(minted).toEqual([{ value: `${holder} token 1`, renew: true }]);
    minted = [];
    holder = `${holder} lasting`;
    const lasting = await tokenWith(6 * 60_000);
    expect(await ask(there)).toBe(lasting);
    expect(minted).toEqual([]);
  });

  test('a platform that gives none leaves nothing behind, and the next caller asks again', async () => {
    const failing = () => Promise.reject(new Error('no such app'));
    await expect(here.token({ holder, mint: failing })).rejects.toThrow('no such app');
    expect(await ask(there)).toBe(`${holder} token 1`);
    expect(minted).toEqual([{ value: `${holder} token 1`, renew: false }]);
  });

  test('a failed renewal keeps the old token for those who still can use it', async () => {
    const old = await ask(here);
    const failing = () => Promise.reject(new Error('away'));
    await expect(here.token({ holder, mint: failing, rejected: old })).rejects.toThrow('away');
    expect(await ask(there)).toBe(old);
  });

  test('shops of one connection have tokens of their own', async () => {
    const first = await ask(here);
    holder = `${holder} next`;
    expect(await ask(here)).not.toBe(first);
  });

  test('the database holds no token that can be read or moved to another holder', async () => {
    const value = await ask(here);
    await trial.database.withMerchantSql(trial.merchantId, async (client) => {
      const { rows } = await client.query<{ token_encrypted: Buffer }>(
        'SELECT token_encrypted FROM connection_tokens WHERE holder = $1',
        [holder],
      );
      expect(rows[0]?.token_encrypted.toString('latin1')).not.toContain(value);
      await client.query(
        `INSERT INTO connection_tokens SELECT connection_id, 'moved', merchant_id, token_encrypted, expires_at, renewed_at
         FROM connection_tokens WHERE holder = $1`,
        [holder],
      );
    });
    await expect(here.token({ holder: 'moved', mint })).rejects.toThrow();
  });

  test("another merchant's vault neither sees nor overwrites it", async () => {
    const value = await ask(here);
    const stranger = await trial.addMerchant();
    const vault = openTokenVaults(other)({
      merchantId: stranger.merchantId,
      connectionId: trial.shop.connectionId,
    });
    await expect(ask(vault)).rejects.toMatchObject({ code: '42501' });
    expect(await ask(there)).toBe(value);
  });
});
