import { describe, expect, test } from 'vitest';
import type { OrderChange } from '../../domain/order-change.ts';
import { type Fact, positionOf } from '../../domain/order-state.ts';
import { orderPhase } from '../../domain/order.ts';
import type { OrderContext } from '../../prisma/store/orders.ts';
import { concernsWorkflow } from './order-decisions.ts';

const shop: OrderContext['shop'] = {
  id: 's',
  merchantId: 'm',
  connectionId: 'c',
  platform: 'meituan',
  paused: false,
  platformShopId: 'p',
  timers: {
    acceptDeadlineSeconds: 300,
    onAcceptDeadline: 'remind',
    payDeadlineSeconds: 900,
    autoCompleteSeconds: 3_600,
  },
};

const factsOf = (kinds: readonly Fact['kind'][]): Fact[] => kinds.map((kind, index) => ({ kind, at: index * 1_000 }));
const paidAtOf = (facts: readonly Fact[]) => {
  const paid = facts.find(({ kind }) => kind === 'paid');
  return paid ? new Date(paid.at) : null;
};

function contextOf(kinds: readonly Fact['kind'][], commandOpen = false): OrderContext {
  const facts = factsOf(kinds);
  const position = positionOf(facts);
  const order = {
    id: 'o',
    facts,
    position,
    phase: orderPhase(position),
    deliveryMode: 'delivery' as const,
    shippedLines: null,
    partlyShipped: false,
    customerErased: false,
    placedAt: new Date(0),
    paidAt: paidAtOf(facts),
  };
  return { shop, order: { ...order, snapshotAt: new Date(0), timersFired: [], snapshotParts: {}, commandOpen } };
}

function changeTo(kinds: readonly Fact['kind'][]): OrderChange {
  const facts = factsOf(kinds);
  const position = positionOf(facts);
  return { facts, position, phase: orderPhase(position), paidAt: paidAtOf(facts), snapshot: null, events: [] };
}

describe('the workflow of an order has to look when', () => {
  test('the order is new', () => {
    expect(concernsWorkflow({ shop, order: null }, changeTo(['paid']))).toBe(true);
    expect(concernsWorkflow({ shop, order: null }, null)).toBe(true);
  });

  test('a command is under way', () => {
    expect(concernsWorkflow(contextOf(['paid'], true), changeTo(['paid', 'accepted']))).toBe(true);
  });

  test('the order was paid, because the time to accept it begins', () => {
    expect(concernsWorkflow(contextOf(['placed']), changeTo(['placed', 'paid']))).toBe(true);
  });

  test('the order was delivered and will be completed by time', () => {
    const before: Fact['kind'][] = ['paid', 'accepted', 'shipping'];
    expect(concernsWorkflow(contextOf(before), changeTo([...before, 'delivered']))).toBe(true);
  });

  test('the order ends, or opens again for a refund', () => {
    expect(concernsWorkflow(contextOf(['paid', 'accepted']), changeTo(['paid', 'accepted', 'completed']))).toBe(true);
    const ended: Fact['kind'][] = ['paid', 'completed'];
    expect(concernsWorkflow(contextOf(ended), changeTo([...ended, 'refund_requested']))).toBe(true);
  });
});

describe('the workflow of an order may sleep when', () => {
  test.each<[string, Fact['kind'][], Fact['kind'][]]>([
    ['the platform tells that it was accepted', ['paid'], ['paid', 'accepted']],
    ['its rider moves on', ['paid', 'accepted', 'assigned'], ['paid', 'accepted', 'assigned', 'shipping']],
    ['something arrives late about an order that is over', ['paid', 'completed'], ['paid', 'completed', 'delivered']],
  ])('%s', (_, before, after) => {
    expect(concernsWorkflow(contextOf(before), changeTo(after))).toBe(false);
  });

  test('the order is over when it is first seen', () => {
    expect(concernsWorkflow({ shop, order: null }, changeTo(['paid', 'completed']))).toBe(false);
    expect(concernsWorkflow({ shop, order: null }, changeTo(['paid', 'completed', 'refund_requested']))).toBe(true);
  });

  test('a message of a known order can only be parked', () => {
    expect(concernsWorkflow(contextOf(['paid']), null)).toBe(false);
  });
});
