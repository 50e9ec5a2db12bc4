import { describe, expect, test } from 'vitest';
import { type ChangeInput, changeOrder, type KnownOrder } from './order-change.ts';
import type { OrderEvent, OrderEventKind } from './order-event.ts';
import type { OrderSnapshot } from './order.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 4, minute));

function snapshot(asOf: Date, totalMinor = 4550): OrderSnapshot {
  return {
    asOf,
    placedAt: at(0),
    paidAt: at(1),
    dayNumber: 8,
    deliveryMode: 'delivery',
    promisedAt: null,
    currency: 'CNY',
    totalMinor,
    merchantReceivesMinor: null,
    amounts: [{ kind: 'goods', label: '商品', amountMinor: totalMinor, borneBy: null }],
    lines: [],
    customer: { name: null, phone: null, address: null, remark: null },
  };
}

function fact(kind: OrderEventKind, occurredAt: Date, implied = false): OrderEvent {
  return { kind, occurredAt, actor: 'platform', ...(implied ? { implied } : {}) };
}

function push(messageId: string, events: OrderEvent[], described: OrderSnapshot | null = null): ChangeInput {
  return { source: 'push', messageId, commandId: null, snapshot: described, events };
}

/** A push of a paid order as Meituan's `status=2` tells it. */
const paid = push('paid', [fact('placed', at(0), true), fact('paid', at(1))], snapshot(at(1)));
const accepted = push(
  'accepted',
  [fact('placed', at(0), true), fact('paid', at(1), true), fact('accepted', at(3))],
  snapshot(at(3)),
);
const cancelled = push('cancelled', [fact('cancelled', at(5))]);

function knownAfter(inputs: ChangeInput[]): KnownOrder {
  const change = changeOrder(null, inputs);
  if (!change?.snapshot) throw new Error('these inputs describe no order');
  return { facts: change.facts, snapshotAt: change.snapshot.asOf };
}

const kindsOf = (change: ReturnType<typeof changeOrder>) =>
  change?.events.map(({ kind, outcome }) => `${kind} ${outcome}`);

describe('applying what arrived', () => {
  test('the first push of an order tells that it was placed and paid', () => {
    const change = changeOrder(null, [paid]);
    expect(kindsOf(change)).toEqual(['placed applied', 'paid applied']);
    expect(change).toMatchObject({ phase: 'not_accepted', paidAt: at(1), position: { state: 'paid' } });
    expect(change?.events).toMatchObject([{ messageId: 'paid' }, { messageId: 'paid', source: 'push', detail: {} }]);
  });

  test('money that comes after acceptance is news, once', () => {
    const before = knownAfter([push('typed', [fact('placed', at(0)), fact('accepted', at(0))], snapshot(at(0)))]);
    expect(kindsOf(changeOrder(before, [push('money', [fact('paid', at(9))])]))).toEqual(['paid applied']);
    const after = { ...before, facts: changeOrder(before, [push('money', [fact('paid', at(9))])])?.facts ?? [] };
    expect(kindsOf(changeOrder(after, [push('again', [fact('paid', at(9))])]))).toEqual(['paid stale']);
  });

  test('a refund that was agreed to and asks once more is news where the platform dates its words, and else a look that is behind', () => {
    const told = (kind: OrderEventKind, minute: number, dated: boolean): OrderEvent => {
      return { ...fact(kind, at(minute), true), dated, detail: { refundId: 'r1' } };
    };
    const before = knownAfter([
      paid,
      push('asked', [told('refund_requested', 6, true), told('refund_agreed', 7, true)]),
    ]);
    const again = (minute: number, dated: boolean) =>
      kindsOf(changeOrder(before, [push('again', [told('refund_requested', minute, dated)])]));
    expect(again(9, true)).toEqual(['refund_requested applied']);
    expect(again(6, true)).toEqual([]);
    expect(again(9, false)).toEqual([]);
  });

  test('each refund that a look at the platform finds is recorded once, whatever others there are', () => {
    const refund = (refundId: string): OrderEvent => ({ ...fact('refunded', at(9), true), detail: { refundId } });
    const pull = (...ids: string[]): ChangeInput => ({ ...push('pull', ids.map(refund)), source: 'pull' });
    const first = changeOrder(knownAfter([paid]), [pull('r1')]);
    expect(kindsOf(first)).toEqual(['refunded applied']);
    const known = { facts: first?.facts ?? [], snapshotAt: at(1) };
    const second = changeOrder(known, [pull('r1', 'r2')]);
    expect(second?.events).toMatchObject([{ kind: 'refunded', outcome: 'applied', detail: { refundId: 'r2' } }]);
    expect(changeOrder({ ...known, facts: second?.facts ?? [] }, [pull('r1', 'r2')])?.events).toEqual([]);
  });

  test('a repeated push is recorded as stale and changes nothing', () => {
    const known = knownAfter([paid]);
    const change = changeOrder(known, [paid]);
    expect(kindsOf(change)).toEqual(['paid stale']);
    expect(change?.facts).toEqual(known.facts);
  });

  test('a late push of an earlier state does not turn the order back', () => {
    const known = knownAfter([paid, accepted]);
    const change = changeOrder(known, [
      push('late', [fact('placed', at(0), true), fact('paid', at(1))], snapshot(at(1), 9999)),
    ]);
    expect(kindsOf(change)).toEqual(['paid stale']);
    expect(change).toMatchObject({ position: { state: 'accepted' }, snapshot: null });
  });

  test('a cancellation that comes first, without describing the order, waits until the order was asked for', () => {
    expect(changeOrder(null, [cancelled])).toBeNull();
    const change = changeOrder(null, [cancelled, paid]);
    expect(change).toMatchObject({ phase: 'cancelled', paidAt: at(1), position: { state: 'cancelled' } });
    // "Placed" is the birth of the row and therefore news, even after the cancellation.
    expect(kindsOf(change)).toEqual(['cancelled applied', 'placed applied', 'paid stale']);
  });

  test('paid, accepted and cancelled end the same in all six orders of arrival', () => {
    const orders = [
      [paid, accepted, cancelled],
      [paid, cancelled, accepted],
      [accepted, paid, cancelled],
      [accepted, cancelled, paid],
      [cancelled, paid, accepted],
      [cancelled, accepted, paid],
    ];
    for (const inputs of orders) {
      const change = changeOrder(null, inputs);
      expect(change).toMatchObject({
        phase: 'cancelled',
        paidAt: at(1),
        position: { state: 'cancelled' },
        snapshot: { asOf: at(3) },
      });
    }
  });

  test('what a later fact implies is recorded once and only when it moved something', () => {
    expect(kindsOf(changeOrder(null, [accepted]))).toEqual(['placed applied', 'paid applied', 'accepted applied']);
    expect(kindsOf(changeOrder(knownAfter([paid]), [accepted]))).toEqual(['accepted applied']);
  });

  test('the newest description wins, whichever came last; of two equally old ones the later arrival', () => {
    const older = push('older', [], snapshot(at(2), 100));
    const newer = push('newer', [], snapshot(at(4), 200));
    const same = push('same', [], snapshot(at(4), 300));
    expect(changeOrder(null, [newer, older])?.snapshot?.totalMinor).toBe(200);
    expect(changeOrder(null, [older, newer])?.snapshot?.totalMinor).toBe(200);
    expect(changeOrder(null, [newer, same])?.snapshot?.totalMinor).toBe(300);
    const known: KnownOrder = { facts: [], snapshotAt: at(4) };
    expect(changeOrder(known, [older])?.snapshot).toBeNull();
    expect(changeOrder(known, [same])?.snapshot?.totalMinor).toBe(300);
  });

  test('a completed order that the platform calls cancelled stays completed, and the contradiction is kept', () => {
    const known = knownAfter([paid, push('done', [fact('completed', at(4))])]);
    const change = changeOrder(known, [cancelled]);
    expect(change?.events).toMatchObject([{ kind: 'cancelled', outcome: 'refused', reasonCode: 'already_completed' }]);
    expect(change?.position.state).toBe('completed');
  });

  test('the time of payment is the first that was told', () => {
    const again = push('again', [fact('paid', at(9))]);
    expect(changeOrder(knownAfter([paid]), [again])?.paidAt).toEqual(at(1));
  });
});
