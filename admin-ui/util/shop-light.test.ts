import { expect, test } from 'vitest';
import { shopLight } from './shop-light.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const ago = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();
const sync = { polledAt: ago(2), failedAt: null, failure: null, missedPushes: 0 };

test('a shop that pushes and is polled is green', () => {
  expect(shopLight({ lastPushAt: ago(60), sync }, NOW)).toEqual({ tone: 'good', cause: 'push' });
});

test('a quiet shop stays green while polls reach it', () => {
  expect(shopLight({ lastPushAt: null, sync }, NOW)).toEqual({ tone: 'good', cause: 'poll' });
  expect(shopLight({ lastPushAt: ago(3 * 24 * 60), sync }, NOW)).toEqual({ tone: 'good', cause: 'poll' });
});

test('lost pushes and late polls are amber, also when pushes still come', () => {
  const missed = { ...sync, missedPushes: 2 };
  expect(shopLight({ lastPushAt: ago(1), sync: missed }, NOW)).toEqual({ tone: 'warn', cause: 'missed' });
  const late = { ...sync, polledAt: ago(11) };
  expect(shopLight({ lastPushAt: ago(1), sync: late }, NOW)).toEqual({ tone: 'warn', cause: 'pollLate' });
});

test('a new shop is green from its first push and amber while nothing has come at all', () => {
  const never = { ...sync, polledAt: null };
  expect(shopLight({ lastPushAt: ago(1), sync: never }, NOW)).toEqual({ tone: 'good', cause: 'push' });
  expect(shopLight({ lastPushAt: null, sync: never }, NOW)).toEqual({ tone: 'warn', cause: 'silent' });
});

test('a failing poll is red, whatever else is fine', () => {
  const failing = { ...sync, failedAt: ago(1), failure: 'timeout' };
  expect(shopLight({ lastPushAt: ago(1), sync: failing }, NOW)).toEqual({ tone: 'bad', cause: 'failure' });
});
