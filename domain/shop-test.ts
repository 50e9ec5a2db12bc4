import type { ConnectionTrouble } from './connection-trouble.ts';
import { type Repair, repairOf } from './shop-light.ts';

/** What is looked at, in this order: nothing further down can be well before. */
export type TestStepName = 'credentials' | 'shop' | 'token' | 'push' | 'order';

export interface TestStep {
  step: TestStepName;
  /** `waiting`: it has not happened yet, and is seen by itself once it does. `unknown`: not asked, or not reached. */
  state: 'ok' | 'failed' | 'waiting' | 'unknown';
  cause: ConnectionTrouble | 'push_refused' | 'no_push_yet' | 'address_not_public' | 'no_order_yet' | null;
  repair: Repair | 'place_order';
}

export interface TestFacts {
  testedAt: Date | null;
  trouble: ConnectionTrouble | null;
  usesTokens: boolean;
  hasToken: boolean;
  lastPushAt: Date | null;
  pushRefusedAt: Date | null;
  /** False where the platform cannot reach the address that it is to send pushes to. */
  addressIsPublic: boolean;
  hasOrder: boolean;
  /** False where no platform tells of orders: neither a push nor an order comes by itself. */
  tellsOrders: boolean;
}

/** Where the shop itself is the trouble, the credentials were taken. */
const SHOP_TROUBLES: readonly ConnectionTrouble[] = ['shop_unknown', 'not_authorized'];

/** A test, step by step: what the platform said when it was last asked, and what has come in by itself. */
export function testSteps(facts: TestFacts): TestStep[] {
  return [...askedSteps(facts), ...(facts.tellsOrders ? [pushStep(facts), orderStep(facts)] : [])];
}

function askedSteps({ testedAt, trouble, usesTokens, hasToken }: TestFacts): TestStep[] {
  const names = ['credentials', 'shop', ...(usesTokens ? (['token'] as const) : [])] as const;
  const failing = trouble === null ? null : SHOP_TROUBLES.includes(trouble) ? 'shop' : 'credentials';
  const failingAt = failing === null ? names.length : names.indexOf(failing);
  return names.map((step, at) => {
    if (testedAt === null) return step === 'token' && hasToken ? ok(step) : unknown(step);
    if (at === failingAt && trouble !== null)
      return { step, state: 'failed', cause: trouble, repair: repairOf(trouble) };
    return at < failingAt ? ok(step) : unknown(step);
  });
}

function pushStep({ lastPushAt, pushRefusedAt, addressIsPublic }: TestFacts): TestStep {
  const step = 'push';
  if (pushRefusedAt && (!lastPushAt || lastPushAt < pushRefusedAt))
    return { step, state: 'failed', cause: 'push_refused', repair: 'check_credentials' };
  if (lastPushAt) return ok(step);
  return addressIsPublic
    ? { step, state: 'waiting', cause: 'no_push_yet', repair: 'paste_callbacks' }
    : { step, state: 'failed', cause: 'address_not_public', repair: 'ask_operator' };
}

function orderStep({ hasOrder }: TestFacts): TestStep {
  return hasOrder ? ok('order') : { step: 'order', state: 'waiting', cause: 'no_order_yet', repair: 'place_order' };
}

function ok(step: TestStepName): TestStep {
  return { step, state: 'ok', cause: null, repair: 'none' };
}

function unknown(step: TestStepName): TestStep {
  return { step, state: 'unknown', cause: null, repair: 'none' };
}
