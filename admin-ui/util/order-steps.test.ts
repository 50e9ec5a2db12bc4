import { expect, test } from 'vitest';
import type { Action, OrderSummary } from '../api/types.ts';
import { stepsOf } from './order-steps.ts';

type Stage = Pick<OrderSummary, 'state' | 'fulfilment' | 'refundState' | 'linesCount' | 'partlyShipped'>;

function steps(stage: Partial<Stage>, allowed: Action[]) {
  return stepsOf({
    state: 'accepted',
    fulfilment: 'none',
    refundState: 'none',
    linesCount: 1,
    partlyShipped: false,
    ...stage,
    allowedActions: allowed.map((action) => ({ action, allowed: true })),
  });
}

test('each moment of an order offers what comes next, and calling off stays behind', () => {
  expect(steps({ state: 'paid' }, ['accept', 'reject'])).toEqual({ shown: ['accept', 'reject'], more: [] });
  expect(steps({}, ['ready', 'ship', 'cancel'])).toEqual({ shown: ['ready', 'ship'], more: ['cancel'] });
  expect(steps({ fulfilment: 'ready' }, ['ship', 'cancel'])).toEqual({ shown: ['ship', 'deliver'], more: ['cancel'] });
  expect(steps({ state: 'completed', fulfilment: 'delivered' }, [])).toEqual({ shown: [], more: [] });
});

test('what can be pressed stands first', () => {
  expect(steps({ fulfilment: 'shipping' }, ['deliver']).shown).toEqual(['deliver', 'ship']);
  expect(steps({}, ['ship']).shown).toEqual(['ship', 'ready']);
});

test('goods can leave in parts where there are several, and the rest comes next', () => {
  const may: Action[] = ['ship', 'ship_part'];
  expect(steps({}, may).more).toEqual([]);
  expect(steps({ linesCount: 2 }, may).more).toEqual(['ship_part']);
  const partly = steps({ linesCount: 2, partlyShipped: true, fulfilment: 'shipping' }, ['ship_part', 'remark']);
  expect(partly).toEqual({ shown: ['ship_part'], more: ['remark'] });
});

test('a refund that waits goes first, also when the order is long over', () => {
  const decide: Action[] = ['agree_refund', 'refuse_refund'];
  expect(steps({}, ['ready', 'cancel', ...decide])).toEqual({ shown: decide, more: ['ready', 'cancel'] });
  expect(steps({ state: 'completed' }, decide)).toEqual({ shown: decide, more: [] });
});
