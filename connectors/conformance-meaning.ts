import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MalformedError, UnknownValueError } from '../domain/errors.ts';
import { sumMinor } from '../domain/money.ts';
import type { OrderEvent, OrderEventKind } from '../domain/order-event.ts';
import { applyOrderEvent, type Fact, positionOf } from '../domain/order-state.ts';
import type { OrderSnapshot } from '../domain/order.ts';
import type { StoredMessage, TranslatedMessage } from './contract.ts';
import {
  type ConnectorSubject,
  type HostileCase,
  hostileCases,
  isThere,
  type OrderSketch,
  type StatusCase,
  type TestMessage,
} from './conformance-subject.ts';
import { mobileNumbersIn } from './phone-numbers-for-tests.ts';
import { type Fate, meet, runsOf, sketchOf, translated } from './conformance-steps.ts';

const NOW = new Date('2026-03-01T02:20:31Z');

/** Maps every documented status, reads every example to the fen, sets aside what cannot be right. */
export function describeMeaning<Config>(subject: ConnectorSubject<Config>): void {
  const { channel, push, settings } = subject;
  const config = channel.parseConfig(settings.of('http://127.0.0.1:1'));

  describe('every documented status', () => {
    test.each(subject.statuses.map((status) => [status.name, status] as const))('%s', (_, status) => {
      const meaning = meaningOf(status);
      expect(meaning.events.map(({ kind }) => kind)).toEqual(status.facts);
      expect(positionAfter(status.after ?? [], meaning.events)).toBe(status.position);
    });
  });

  describe('examples of what the platform sends', () => {
    const folder = join(subject.folder, 'fixtures');
    const names = readdirSync(folder).flatMap((name) => /^(.+?)(?<!\.golden)\.json$/.exec(name)?.[1] ?? []);

    test.each(names)('%s', async (name) => {
      const fixture = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Record<string, unknown>;
      const { received, translated: meaning } = meaningOfFixture(fixture);
      const golden = { ...(received ? { envelope: received } : {}), translated: meaning };
      await expect(`${JSON.stringify(golden, null, 2)}\n`).toMatchFileSnapshot(join(folder, `${name}.golden.json`));
      if (meaning?.snapshot) expectWhole(meaning.snapshot);
    });

    test('each says where it comes from, and none of them names a real person', () => {
      const sources = readFileSync(join(folder, 'README.md'), 'utf8');
      for (const name of names) {
        expect(sources).toContain(`\`${name}.json\``);
        const text = readFileSync(join(folder, `${name}.json`), 'utf8');
        // Mobile numbers of examples are of the shape 138 0000 …, which is nobody's.
        expect(mobileNumbersIn(text).filter((phone) => !/^1[3-9]\d0000/.test(phone))).toEqual([]);
      }
    });
  });

  describe('money', () => {
    const priced = fc.record({
      lines: fc.array(
        fc.record({
          name: fc.constant('面'),
          quantity: fc.integer({ min: 1, max: 99 }),
          unitPriceMinor: fc.integer({ min: 0, max: 1_000_000 }),
        }),
        { minLength: 1, maxLength: 12 },
      ),
      deliveryMinor: fc.integer({ min: 0, max: 10_000 }),
      discountShare: fc.integer({ min: 0, max: 100 }),
    });
    const sketch = ({ discountShare, ...parts }: { lines: []; deliveryMinor: number; discountShare: number }) => {
      const { totalMinor } = sketchOf(subject, { ...parts, discountMinor: 0 });
      const goods = totalMinor - parts.deliveryMinor;
      return sketchOf(subject, { ...parts, discountMinor: Math.floor((goods * discountShare) / 100) });
    };

    const told = (order: OrderSketch) => fateOf(push.askedOrder?.(order) ?? push.paidOrder(order, { sentAt: NOW }));

    if (push.describes === 'sum')
      test('what the customer pays is exact to the fen, and one line says for what', () => {
        fc.assert(
          fc.property(priced, (parts) => {
            const order = sketch(parts as never);
            const snapshot = told(order).translated?.snapshot;
            if (!snapshot) throw new Error('the order is not described');
            expectWhole(snapshot);
            expect([snapshot.totalMinor, snapshot.lines.length]).toEqual([order.totalMinor, 1]);
          }),
          runsOf(100),
        );
      });
    else describeParts();

    function describeParts(): void {
      test('what the customer pays, the parts of it and the lines are exact to the fen', () => {
        fc.assert(
          fc.property(priced, (parts) => {
            const order = sketch(parts as never);
            const snapshot = told(order).translated?.snapshot;
            if (!snapshot) throw new Error('the order is not described');
            expectWhole(snapshot);
            expect(snapshot.totalMinor).toBe(order.totalMinor);
            const of = (kind: string) =>
              snapshot.amounts.filter((part) => part.kind === kind).map((part) => part.amountMinor);
            expect(sumMinor(of('delivery'))).toBe(order.deliveryMinor);
            expect(sumMinor(of('discount'))).toBe(0 - order.discountMinor);
            expect(snapshot.lines.map(({ quantity, unitPriceMinor }) => [quantity, unitPriceMinor])).toEqual(
              order.lines.map(({ quantity, unitPriceMinor }) => [quantity, unitPriceMinor]),
            );
          }),
          runsOf(100),
        );
      });

      test('a total that is off by anything is set aside', () => {
        fc.assert(
          fc.property(priced, fc.integer({ min: -5_000, max: 5_000 }), (parts, off) => {
            fc.pre(off !== 0);
            const order = sketch(parts as never);
            const lie = { ...order, totalMinor: order.totalMinor + off };
            const fate = told(lie);
            expect([fate.fate, fate.error]).toEqual(['parked', expect.any(MalformedError)]);
          }),
          runsOf(100),
        );
      });
    }
  });

  describe('what cannot be right is set aside, never guessed and never dropped', () => {
    const cases = Object.entries(subject.hostile) as [HostileCase, (typeof subject.hostile)[HostileCase]][];
    test.each(cases.filter(([, request]) => isThere(request)))('%s', (name, request) => {
      if (!isThere(request)) throw new Error('it cannot happen');
      const fate = fateOf(request);
      expectFate(name, fate);
      const told = fate.error instanceof Error ? fate.error.message : '';
      for (const secret of settings.secrets) expect(told).not.toContain(secret);
      expect(mobileNumbersIn(told)).toEqual([]);
    });

    test('what cannot happen on this platform says why', () => {
      for (const [name, request] of cases)
        if (!isThere(request)) expect([name, request.notThere.length > 10]).toEqual([name, true]);
    });
  });

  function fateOf(message: TestMessage): Fate {
    if ('receivedAt' in message) return meet(channel, message, config);
    return translated(channel, { ...message, source: 'pull', receivedAt: NOW });
  }

  function meaningOf({ message }: StatusCase): TranslatedMessage {
    const { translated: meaning, ...fate } = fateOf(message);
    if (!meaning) throw fate.error ?? new Error(`the message was ${fate.fate}`);
    return meaning;
  }

  function meaningOfFixture(fixture: Record<string, unknown>): Fate {
    if (typeof fixture.answer !== 'string') {
      const fate = meet(channel, subject.pushOfFixture(fixture), config);
      if (!fate.received || !fate.translated) throw fate.error ?? new Error(`the push was ${fate.fate}`);
      return fate;
    }
    const payload = { method: 'GET', query: '', contentType: 'application/json', body: fixture.answer } as const;
    const kind = typeof fixture.kind === 'string' ? fixture.kind : 'detail';
    const message: StoredMessage = { kind, source: 'pull', payload, receivedAt: new Date('2026-03-09T00:00:00Z') };
    const fate = translated(channel, message);
    if (!fate.translated) throw fate.error ?? new Error('nothing was understood');
    return fate;
  }
}

function expectFate(name: HostileCase, { fate, error, translated: meaning }: Fate): void {
  const expected = hostileCases[name];
  switch (expected) {
    case 'parked':
      // A text that two readers can read in two ways may also be refused at the door.
      expect(['parked', 'refused']).toContain(fate);
      return;
    case 'unknown-value':
      expect(error).toBeInstanceOf(UnknownValueError);
      return;
    case 'not-believed':
      expect(meaning?.snapshot ?? null).toBeNull();
      return;
    case 'understood':
      expect(meaning?.snapshot).toBeTruthy();
      expect(JSON.stringify(meaning)).not.toMatch(/\\u0000|\\ud[89ab]/i);
  }
}

function expectWhole({ amounts, totalMinor, lines }: OrderSnapshot): void {
  expect(sumMinor(amounts.map(({ amountMinor }) => amountMinor))).toBe(totalMinor);
  for (const { quantity, unitPriceMinor, totalMinor: line } of lines) expect(line).toBe(quantity * unitPriceMinor);
}

/** Where an order stands that went through these facts and then these. */
function positionAfter(known: readonly OrderEventKind[], events: readonly OrderEvent[]): string {
  const first = events[0]?.occurredAt.getTime() ?? 0;
  const refundId = events.findLast(({ detail }) => detail?.refundId !== undefined)?.detail?.refundId;
  // A refund that was known before is the one that the news are about.
  const detail = refundId === undefined ? {} : { detail: { refundId } };
  const before = known.map((kind, index): OrderEvent => ({
    kind,
    occurredAt: new Date(first - (known.length - index) * 60_000),
    actor: 'platform',
    ...detail,
  }));
  let facts: readonly Fact[] = [];
  for (const event of [...before, ...events]) facts = applyOrderEvent(facts, event).facts;
  const { state, fulfilment, refundState } = positionOf(facts);
  return [state, fulfilment, refundState].join(' ');
}
