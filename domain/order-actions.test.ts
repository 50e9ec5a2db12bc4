import { describe, expect, test } from 'vitest';
import { actionEvent, type ActionSubject, allowedActions } from './order-actions.ts';
import type { EventDetail } from './order-event.ts';
import { applyOrderEvent, type Fact, positionOf, refundsOf } from './order-state.ts';
import {
  type Action,
  actions,
  type DeliveryMode,
  deliveryModes,
  fulfilmentStates,
  orderStates,
  refundStates,
} from './order.ts';

const NOON = Date.UTC(2026, 10, 23, 4);

const subjects: ActionSubject[] = orderStates.flatMap((state) =>
  fulfilmentStates.flatMap((fulfilment) =>
    refundStates.flatMap((refundState) =>
      deliveryModes.map((deliveryMode) => ({ state, fulfilment, refundState, deliveryMode })),
    ),
  ),
);
const paid: ActionSubject = { state: 'paid', fulfilment: 'none', refundState: 'none', deliveryMode: 'delivery' };

function say(subject: ActionSubject, wanted: readonly Action[] = actions): string {
  return allowedActions(subject, actions)
    .filter(({ action }) => wanted.includes(action))
    .map(({ action, allowed, reasonCode }) => `${action}: ${allowed ? 'yes' : reasonCode}`)
    .join(', ');
}

describe('what a clerk may press', () => {
  test('is nothing while the shop is paused, and what could not be done anyway keeps its own reason', () => {
    const said = say({ ...paid, shopPaused: true }, ['accept', 'ship']);
    expect(said).toBe('accept: shop_paused, ship: not_accepted');
  });

  test('follows the state of the order, and every "no" says why', () => {
    const byState = orderStates.map((state) => [state, say({ ...paid, state })]);
    expect(Object.fromEntries(byState)).toMatchInlineSnapshot(`
      {
        "accepted": "accept: already_accepted, reject: already_accepted, ready: yes, ship: yes, ship_part: yes, change_waybill: not_shipped, deliver: not_shipped, cancel: yes, close: already_paid, agree_refund: no_refund_asked, refuse_refund: no_refund_asked, refund_part: yes, remark: yes",
        "cancelled": "accept: already_cancelled, reject: already_cancelled, ready: already_cancelled, ship: already_cancelled, ship_part: already_cancelled, change_waybill: already_cancelled, deliver: already_cancelled, cancel: already_cancelled, close: already_cancelled, agree_refund: no_refund_asked, refuse_refund: no_refund_asked, refund_part: already_cancelled, remark: yes",
        "completed": "accept: already_completed, reject: already_completed, ready: already_completed, ship: already_completed, ship_part: already_completed, change_waybill: already_completed, deliver: already_completed, cancel: already_completed, close: already_completed, agree_refund: no_refund_asked, refuse_refund: no_refund_asked, refund_part: yes, remark: yes",
        "paid": "accept: yes, reject: yes, ready: not_accepted, ship: not_accepted, ship_part: not_accepted, change_waybill: not_accepted, deliver: not_accepted, cancel: not_accepted, close: already_paid, agree_refund: no_refund_asked, refuse_refund: no_refund_asked, refund_part: not_accepted, remark: yes",
        "placed": "accept: not_paid, reject: not_paid, ready: not_paid, ship: not_paid, ship_part: not_paid, change_waybill: not_paid, deliver: not_paid, cancel: not_paid, close: yes, agree_refund: not_paid, refuse_refund: not_paid, refund_part: not_paid, remark: yes",
      }
    `);
  });

  test('follows how far an accepted order is', () => {
    const byStage = fulfilmentStates.map((fulfilment) => [
      fulfilment,
      say({ ...paid, state: 'accepted', fulfilment }, ['ready', 'ship', 'change_waybill', 'deliver']),
    ]);
    expect(Object.fromEntries(byStage)).toMatchInlineSnapshot(`
      {
        "assigned": "ready: yes, ship: yes, change_waybill: not_shipped, deliver: not_shipped",
        "delivered": "ready: already_delivered, ship: already_delivered, change_waybill: already_delivered, deliver: already_delivered",
        "in_service": "ready: already_in_service, ship: already_in_service, change_waybill: already_in_service, deliver: yes",
        "none": "ready: yes, ship: yes, change_waybill: not_shipped, deliver: not_shipped",
        "preparing": "ready: yes, ship: yes, change_waybill: not_shipped, deliver: not_shipped",
        "ready": "ready: already_ready, ship: yes, change_waybill: not_shipped, deliver: not_shipped",
        "shipping": "ready: already_shipped, ship: already_shipped, change_waybill: yes, deliver: yes",
      }
    `);
  });

  test('leaves what is still here to be shipped in parts once some lines have left', () => {
    const partly = { ...paid, state: 'accepted', fulfilment: 'shipping', partlyShipped: true } as const;
    expect(say(partly, ['ready', 'ship', 'ship_part', 'change_waybill', 'deliver'])).toMatchInlineSnapshot(
      `"ready: already_shipped, ship: partly_shipped, ship_part: yes, change_waybill: partly_shipped, deliver: partly_shipped"`,
    );
    expect(say({ ...partly, partlyShipped: false }, ['ship', 'ship_part'])).toMatchInlineSnapshot(
      `"ship: already_shipped, ship_part: already_shipped"`,
    );
  });

  test('leaves the way to the customer to whom has it: the customer, or the rider of the platform', () => {
    const ways = (deliveryMode: DeliveryMode) => say({ ...paid, state: 'accepted', deliveryMode }, ['ready', 'ship']);
    expect(Object.fromEntries(deliveryModes.map((mode) => [mode, ways(mode)]))).toMatchInlineSnapshot(`
      {
        "delivery": "ready: yes, ship: yes",
        "pickup": "ready: yes, ship: customer_collects",
        "platform_delivery": "ready: yes, ship: platform_delivers",
      }
    `);
  });

  test('asks for a decision about a refund only while one waits, also when the order is long over', () => {
    const byRefund = refundStates.map((refundState) => [
      refundState,
      say({ ...paid, state: 'completed', refundState }, ['agree_refund', 'refuse_refund', 'refund_part']),
    ]);
    expect(Object.fromEntries(byRefund)).toMatchInlineSnapshot(`
      {
        "agreed": "agree_refund: already_agreed, refuse_refund: already_agreed, refund_part: yes",
        "none": "agree_refund: no_refund_asked, refuse_refund: no_refund_asked, refund_part: yes",
        "refunded": "agree_refund: already_refunded, refuse_refund: already_refunded, refund_part: yes",
        "refused": "agree_refund: already_refused, refuse_refund: already_refused, refund_part: yes",
        "requested": "agree_refund: yes, refuse_refund: yes, refund_part: refund_open",
      }
    `);
  });

  test('is never what the platform has no call for, whatever the order', () => {
    for (const subject of subjects) {
      expect(
        allowedActions(subject, ['accept']).filter(({ reasonCode }) => reasonCode === 'no_such_call_on_platform'),
      ).toHaveLength(actions.length - 1);
    }
  });

  test('an action that is allowed has an effect: the fact that it stands for moves the order', () => {
    const refunds: Record<string, Fact[]> = {
      none: [],
      requested: [{ kind: 'refund_requested', at: NOON, refundId: 'r1' }],
    };
    const lives: Fact[][] = [
      ...orderStates.map((kind): Fact[] => [{ kind, at: NOON }]),
      ...fulfilmentStates
        .filter((kind) => kind !== 'none')
        .map((kind): Fact[] => [
          { kind: 'accepted', at: NOON },
          { kind, at: NOON },
        ]),
    ];
    let tried = 0;
    for (const life of lives) {
      for (const refund of Object.values(refunds)) {
        const facts = [...life, ...refund];
        for (const { action, allowed } of allowedActions({ ...positionOf(facts), deliveryMode: 'delivery' }, actions)) {
          if (!allowed) continue;
          const detail: EventDetail = refund.length > 0 ? { refundId: 'r1' } : {};
          const event = { kind: actionEvent[action], occurredAt: new Date(NOON + 1), actor: 'clerk', detail };
          expect([action, applyOrderEvent(facts, event).outcome]).toEqual([action, 'applied']);
          tried += 1;
        }
      }
    }
    expect(tried).toBeGreaterThan(20);
  });
});

test('each refund of an order stands for itself', () => {
  const facts: Fact[] = [
    { kind: 'refund_requested', at: NOON, refundId: 'r1' },
    { kind: 'refund_refused', at: NOON + 1, refundId: 'r1' },
    { kind: 'refund_requested', at: NOON + 2, refundId: 'r2' },
  ];
  expect(refundsOf(facts)).toEqual([
    { refundId: 'r1', state: 'refused' },
    { refundId: 'r2', state: 'requested' },
  ]);
});
