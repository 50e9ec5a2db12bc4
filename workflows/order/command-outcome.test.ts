import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { actionEvent } from '../../domain/order-actions.ts';
import type { EventDetail } from '../../domain/order-event.ts';
import { applyOrderEvent, type Fact, positionOf } from '../../domain/order-state.ts';
import { actions, fulfilmentStates, orderStates, refundStates } from '../../domain/order.ts';
import { outcomeBy } from './command-outcome.ts';

const NOON = Date.UTC(2026, 10, 24, 4);

const life = (...kinds: Fact['kind'][]): Fact[] => kinds.map((kind, index) => ({ kind, at: NOON + index }));
const orderOf = (facts: readonly Fact[]) => ({
  position: positionOf(facts),
  facts,
  shippedLines: null,
  remarkIs: (text: string) => text === '多送蜡烛',
});
const said = (action: (typeof actions)[number], facts: readonly Fact[], refundId?: string) =>
  outcomeBy({ action, input: refundId === undefined ? {} : { refundId } }, orderOf(facts)) ?? 'open';

const refundFacts: Record<(typeof refundStates)[number], Fact['kind'][]> = {
  none: [],
  requested: ['refund_requested'],
  agreed: ['refund_requested', 'refund_agreed'],
  refused: ['refund_requested', 'refund_refused'],
  refunded: ['refund_requested', 'refund_agreed', 'refunded'],
};

describe('an answer that got lost is read off the order', () => {
  test('by its state', () => {
    const asked = ['accept', 'reject', 'cancel', 'close'] as const;
    const table = orderStates.map((state) => [
      state,
      asked.map((action) => `${action} ${said(action, life(state))}`).join(', '),
    ]);
    expect(Object.fromEntries(table)).toMatchInlineSnapshot(`
      {
        "accepted": "accept done, reject refused, cancel open, close refused",
        "cancelled": "accept refused, reject done, cancel done, close done",
        "completed": "accept done, reject refused, cancel refused, close refused",
        "paid": "accept open, reject open, cancel open, close refused",
        "placed": "accept open, reject open, cancel open, close open",
      }
    `);
  });

  test('by how far it has come, and an order that ended needs no step any more', () => {
    const asked = ['ready', 'ship', 'deliver'] as const;
    const stages: Record<string, Fact[]> = Object.fromEntries(
      fulfilmentStates.map((stage) => [stage, stage === 'none' ? life('accepted') : life('accepted', stage)]),
    );
    const lives = { ...stages, completed: life('accepted', 'completed'), cancelled: life('accepted', 'cancelled') };
    const table = Object.entries(lives).map(([name, facts]) => [
      name,
      asked.map((action) => `${action} ${said(action, facts)}`).join(', '),
    ]);
    expect(Object.fromEntries(table)).toMatchInlineSnapshot(`
      {
        "assigned": "ready open, ship open, deliver open",
        "cancelled": "ready refused, ship refused, deliver refused",
        "completed": "ready done, ship done, deliver done",
        "delivered": "ready done, ship done, deliver done",
        "in_service": "ready done, ship done, deliver open",
        "none": "ready open, ship open, deliver open",
        "preparing": "ready open, ship open, deliver open",
        "ready": "ready done, ship open, deliver open",
        "shipping": "ready done, ship done, deliver open",
      }
    `);
  });

  test('by the refund that was meant, whatever became of others', () => {
    const other: Fact = { kind: 'refunded', at: NOON - 1, refundId: 'r0' };
    const table = refundStates.map((state) => {
      const facts = [other, ...life(...refundFacts[state]).map((fact) => ({ ...fact, refundId: 'r1' }))];
      return [
        state,
        `agree ${said('agree_refund', facts, 'r1')}, refuse ${said('refuse_refund', facts, 'r1')}, agree the other ${said('agree_refund', facts, 'r0')}`,
      ];
    });
    expect(Object.fromEntries(table)).toMatchInlineSnapshot(`
      {
        "agreed": "agree done, refuse refused, agree the other done",
        "none": "agree refused, refuse refused, agree the other done",
        "refunded": "agree done, refuse refused, agree the other done",
        "refused": "agree refused, refuse done, agree the other done",
        "requested": "agree open, refuse open, agree the other done",
      }
    `);
  });

  test('and once the order shows what a command stands for, it counts as done', () => {
    const kinds = [...orderStates, ...fulfilmentStates.filter((stage) => stage !== 'none')];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...kinds), { maxLength: 6 }),
        // What is done to some of the lines is a note until the platform tells of it; its tests stand below. No order tells its waybill.
        fc.constantFrom(
          ...actions.filter((action) => !['refund_part', 'ship_part', 'change_waybill'].includes(action)),
        ),
        (before, action) => {
          const facts = [...life(...before), { kind: 'refund_requested' as const, at: NOON + 7, refundId: 'r1' }];
          const event = {
            kind: actionEvent[action],
            occurredAt: new Date(NOON + 8),
            actor: 'clerk',
            detail: (action === 'agree_refund' || action === 'refuse_refund' ? { refundId: 'r1' } : {}) as EventDetail,
          };
          const after = applyOrderEvent(facts, event);
          if (after.outcome !== 'applied') return;
          // A note moves nothing: it stands beside the order, in the words that were asked for.
          const input = { refundId: 'r1', text: '多送蜡烛' };
          expect(outcomeBy({ action, input }, orderOf(after.facts))).toBe('done');
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('what only the platform can tell', () => {
  const refunds: Fact[] = [
    { kind: 'refund_requested', at: NOON, refundId: 'r1' },
    { kind: 'refund_refused', at: NOON + 1, refundId: 'r1' },
  ];
  const refundPart = (facts: readonly Fact[]) =>
    outcomeBy({ action: 'refund_part', input: { knownRefunds: ['r1'] } }, orderOf(facts));

  test('a part refund happened when there is a refund that was not there before and that nobody has to answer', () => {
    expect(refundPart(refunds)).toBeNull();
    expect(refundPart([...refunds, { kind: 'refund_requested', at: NOON + 2, refundId: 'r2' }])).toBeNull();
    expect(refundPart([...refunds, { kind: 'refund_agreed', at: NOON + 2, refundId: 'r2' }])).toBe('done');
    expect(refundPart([...refunds, { kind: 'refunded', at: NOON + 2, refundId: 'r2' }])).toBe('done');
    // The old one, answered otherwise meanwhile, is not ours.
    expect(refundPart([...refunds, { kind: 'refund_agreed', at: NOON + 2, refundId: 'r1' }])).toBeNull();
  });

  test('some lines have left when all of them are told to have, whatever else has', () => {
    const line = (position: number) => ({ position, name: '', skuCode: null, quantity: 1, of: 1 });
    const shipPart = (shippedLines: number[] | null, ...stages: Fact['kind'][]) =>
      outcomeBy(
        { action: 'ship_part', input: { lines: [line(1), line(3)] } },
        { ...orderOf(life('accepted', ...stages)), shippedLines },
      );
    expect([shipPart([1, 3], 'shipping'), shipPart([1, 2, 3], 'shipping')]).toEqual(['done', 'done']);
    expect([shipPart([1, 2], 'shipping'), shipPart(null, 'shipping'), shipPart([])]).toEqual([null, null, null]);
    expect([shipPart(null, 'delivered'), shipPart([], 'cancelled')]).toEqual(['done', 'refused']);
  });

  test('a note was written when it stands there', () => {
    const remark = (text: string) => outcomeBy({ action: 'remark', input: { text } }, orderOf([]));
    expect([remark('多送蜡烛'), remark('急')]).toEqual(['done', null]);
  });
});
