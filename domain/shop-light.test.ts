import { expect, test } from 'vitest';
import { type ShopHealth, shopLight } from './shop-light.ts';

const NOW = new Date('2026-11-23T04:00:00Z');
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);
const health: ShopHealth = {
  paused: false,
  keptHere: false,
  tellsNothing: false,
  lastPushAt: null,
  pushRefusedAt: null,
  polledAt: ago(1),
  failedAt: null,
  pollTrouble: null,
  testedAt: null,
  testTrouble: null,
  missedPushes: 0,
};
const light = (change: Partial<ShopHealth>) => shopLight({ ...health, ...change }, NOW);

test('a shop whose pushes come is green, and so is one that is only quiet', () => {
  expect(light({ lastPushAt: ago(60) })).toEqual({ tone: 'good', cause: 'pushes_come', repair: 'none' });
  expect(light({ lastPushAt: ago(3 * 24 * 60) })).toEqual({ tone: 'good', cause: 'polls_work', repair: 'none' });
});

test('an order that no push told of is amber, and so are polls that do not come', () => {
  expect(light({ lastPushAt: ago(1), missedPushes: 2 })).toMatchObject({ tone: 'warn', cause: 'missed_pushes' });
  expect(light({ lastPushAt: ago(1), polledAt: ago(11) })).toMatchObject({ tone: 'warn', cause: 'poll_late' });
});

test('a new shop is green from its first push and amber while nothing has come at all', () => {
  expect(light({ lastPushAt: ago(1), polledAt: null })).toMatchObject({ tone: 'good' });
  expect(light({ polledAt: null })).toEqual({ tone: 'warn', cause: 'silent', repair: 'paste_callbacks' });
});

test('a wrong secret is red whatever else is fine, and says what to do', () => {
  const failing = { lastPushAt: ago(1), failedAt: ago(0), pollTrouble: 'secret_wrong' } as const;
  expect(light(failing)).toEqual({ tone: 'bad', cause: 'secret_wrong', repair: 'check_credentials' });
});

test('a platform that is away for a moment is amber, and red once it stays away', () => {
  const away = { failedAt: ago(0), pollTrouble: 'unreachable' } as const;
  expect(light(away)).toEqual({ tone: 'warn', cause: 'unreachable', repair: 'wait' });
  expect(light({ ...away, polledAt: ago(12) })).toMatchObject({ tone: 'bad' });
});

test('a test that was made after the last poll decides', () => {
  const failed = { failedAt: ago(5), polledAt: ago(20), pollTrouble: 'secret_wrong' } as const;
  expect(light({ ...failed, testedAt: ago(1) })).toMatchObject({ cause: 'poll_late' });
  expect(light({ polledAt: ago(3), testedAt: ago(1), testTrouble: 'app_unknown' })).toMatchObject({ tone: 'bad' });
  expect(light({ polledAt: ago(1), testedAt: ago(3), testTrouble: 'app_unknown' })).toMatchObject({ tone: 'good' });
});

test('pushes that are refused are told of until one is taken', () => {
  const refused = { pushRefusedAt: ago(5) };
  expect(light(refused)).toEqual({ tone: 'warn', cause: 'push_refused', repair: 'check_credentials' });
  expect(light({ ...refused, lastPushAt: ago(1) })).toMatchObject({ tone: 'good' });
  expect(light({ pushRefusedAt: ago(2 * 24 * 60) })).toMatchObject({ tone: 'good' });
});

test('a shop that somebody has paused is neither good nor bad', () => {
  const light = shopLight({ ...health, paused: true, failedAt: ago(1), pollTrouble: 'secret_wrong' }, NOW);
  expect(light).toEqual({ tone: 'off', cause: 'paused', repair: 'resume' });
});

test('a shop whose orders are typed in here needs nothing of anybody', () => {
  expect(light({ keptHere: true, polledAt: null })).toEqual({ tone: 'good', cause: 'kept_here', repair: 'none' });
  expect(light({ keptHere: true, paused: true })).toMatchObject({ tone: 'off' });
  const asked = { tellsNothing: true, polledAt: null };
  expect(light(asked)).toEqual({ tone: 'good', cause: 'asked_only', repair: 'none' });
  expect(light({ ...asked, testedAt: new Date(), testTrouble: 'not_authorized' })).toMatchObject({ tone: 'bad' });
});
