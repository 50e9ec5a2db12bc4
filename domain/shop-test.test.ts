import { expect, test } from 'vitest';
import { type TestFacts, testSteps } from './shop-test.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 4, minute));
const facts: TestFacts = {
  testedAt: at(1),
  trouble: null,
  usesTokens: true,
  hasToken: true,
  lastPushAt: null,
  pushRefusedAt: null,
  addressIsPublic: true,
  hasOrder: false,
  tellsOrders: true,
};
const states = (change: Partial<TestFacts>) =>
  Object.fromEntries(testSteps({ ...facts, ...change }).map(({ step, state }) => [step, state]));
const failed = (change: Partial<TestFacts>) =>
  testSteps({ ...facts, ...change }).find(({ state }) => state === 'failed');

test('before anybody asks nothing is claimed', () => {
  expect(states({ testedAt: null, hasToken: false })).toEqual({
    credentials: 'unknown',
    shop: 'unknown',
    token: 'unknown',
    push: 'waiting',
    order: 'waiting',
  });
});

test('all is well when the platform says yes and the first order has come', () => {
  const all = { credentials: 'ok', shop: 'ok', token: 'ok', push: 'ok', order: 'ok' };
  expect(states({ lastPushAt: at(2), hasOrder: true })).toEqual(all);
  expect(states({ usesTokens: false })).not.toHaveProperty('token');
});

test.each(['secret_wrong', 'app_unknown', 'address_not_allowed', 'unreachable', 'refused'] as const)(
  '%s stops the test at the credentials',
  (trouble) => {
    expect(failed({ trouble })).toMatchObject({ step: 'credentials', cause: trouble });
    expect(states({ trouble })).toMatchObject({ credentials: 'failed', shop: 'unknown', token: 'unknown' });
  },
);

test.each([
  ['shop_unknown', 'check_shop_code'],
  ['not_authorized', 'authorize_shop'],
] as const)('%s is about the shop: the credentials were taken', (trouble, repair) => {
  expect(failed({ trouble })).toEqual({ step: 'shop', state: 'failed', cause: trouble, repair });
  expect(states({ trouble })).toMatchObject({ credentials: 'ok', token: 'unknown' });
});

test('a push that was refused fails its step until a later one is taken', () => {
  expect(failed({ pushRefusedAt: at(3) })).toMatchObject({ step: 'push', cause: 'push_refused' });
  expect(failed({ pushRefusedAt: at(3), lastPushAt: at(2) })).toMatchObject({ step: 'push' });
  expect(states({ pushRefusedAt: at(3), lastPushAt: at(4) })).toMatchObject({ push: 'ok' });
});

test('an address that no platform can reach is said before anybody waits for a push', () => {
  expect(failed({ addressIsPublic: false })).toMatchObject({ cause: 'address_not_public', repair: 'ask_operator' });
});
