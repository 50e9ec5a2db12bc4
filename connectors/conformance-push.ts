import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PushRequest } from './contract.ts';
import { type ConnectorSubject, isThere } from './conformance-subject.ts';
import { type Fate, meet, runsOf, sketchOf } from './conformance-steps.ts';
import { ConnectorError } from './errors.ts';

const NOW = new Date('2026-03-01T02:20:31Z');
const HOUR_MS = 3_600_000;

/** Verifies, rejects, acks, deduplicates. */
export function describePushes<Config>(subject: ConnectorSubject<Config>): void {
  const { channel, push, settings } = subject;
  const config = channel.parseConfig(settings.of('http://127.0.0.1:1'));
  const fateOf = (request: PushRequest) => meet(channel, request, config);
  const isHint = push.signature === 'unsigned' || push.tells === 'hint';
  const believed = isHint ? 'not-believed' : 'understood';
  const genuine = (change: Partial<Parameters<typeof sketchOf>[1]> = {}, sentAt = NOW) =>
    push.paidOrder(sketchOf(subject, change), { sentAt });

  describe('a push that is really from the platform', () => {
    test('is received, with its shop, its order and a key', () => {
      expect(fateOf(genuine())).toMatchObject({
        fate: believed,
        received: {
          kind: expect.stringMatching(/./) as string,
          platformOrderId: push.orderIds[0],
          messageKey: expect.stringMatching(/^[\x21-\x7e ]{1,300}$/) as string,
        },
      });
    });

    test.each(Object.entries(push.otherWays))('may also come this way: %s', (_, way) => {
      const [usual, other] = [fateOf(genuine()), fateOf(way(sketchOf(subject), { sentAt: NOW }))];
      expect(other.fate).toBe(usual.fate);
      expect(other.translated).toEqual(usual.translated);
    });

    test('has the same key each time that it is delivered, and another one when it tells something else', () => {
      const keyOf = (request: PushRequest) => fateOf(request).received?.messageKey;
      const later = new Date(NOW.getTime() + 120_000);
      expect(keyOf(genuine({}, later))).toBe(keyOf(genuine()));
      expect(keyOf(genuine({ orderId: push.orderIds[1] }))).not.toBe(keyOf(genuine()));
    });

    test('is understood whatever the customer wrote', () => {
      fc.assert(
        fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (remark) => {
          const { fate } = fateOf(genuine({ remark }));
          expect(fate).toBe(believed);
        }),
        runsOf(100),
      );
    });

    const { addressCheck } = push;
    if (isThere(addressCheck))
      test('may be a check of the address: answered, nothing stored', () => {
        expect(channel.receive(addressCheck.request, config)).toEqual({ addressCheck: addressCheck.answer });
      });
  });

  if (isHint)
    test('nothing of a push is believed, because its signature does not cover all of an order: the order is asked for', () => {
      const { translated } = fateOf(genuine());
      expect(translated).toEqual({ snapshot: null, events: [], asksForOrder: true });
    });
  if (push.signature !== 'unsigned')
    describe('a push that is not, is refused in the platform’s own words', () => {
      test('one that another secret has signed', () => {
        const { secret } = otherSecret(settings.secrets[0] ?? '');
        expectRefused(fateOf(push.paidOrder(sketchOf(subject), { sentAt: NOW, secret })), ['invalid-signature']);
      });

      test('one with a single flipped bit, wherever it is', () => {
        for (const [where, flipped] of flips(genuine(), push.uncovered ?? [])) {
          const fate = fateOf(flipped);
          expect([where, fate.fate]).toEqual([where, 'refused']);
          expectRefused(fate, ['invalid-signature', 'malformed', 'unauthorized']);
        }
      });

      const tolerance = push.clockToleranceMs;
      if (tolerance === null)
        test('but one that comes a day late is still one', () => {
          const late = { ...genuine(), receivedAt: new Date(NOW.getTime() + 24 * HOUR_MS) };
          expect(fateOf(late).fate).toBe(believed);
        });
      else
        test('one that is older, or newer, than clocks may differ', () => {
          for (const off of [-tolerance - 60_000, tolerance + 60_000]) {
            const request = { ...genuine({}, new Date(NOW.getTime() + off)), receivedAt: NOW };
            const fate = fateOf(request);
            expectRefused(fate, ['invalid-signature']);
            expect((fate.error as ConnectorError).sentAt?.getTime()).toBeCloseTo(NOW.getTime() + off, -4);
          }
          const nearly = { ...genuine({}, new Date(NOW.getTime() - tolerance + 60_000)), receivedAt: NOW };
          expect(fateOf(nearly).fate).toBe(believed);
        });
    });

  const { explainSignature } = channel;
  if (push.signature === 'every-byte')
    test('its signature is explained step by step: right, wrong and missing, the secret apart from the rest', () => {
      if (!explainSignature) throw new Error('the platform signs, so it must be explained how');
      const explained = (request: PushRequest) => explainSignature(request, config)[0];
      const right = explained(genuine());
      expect(right).toMatchObject({ matches: true, problems: [], given: right?.expected });
      const wrong = explained(
        push.paidOrder(sketchOf(subject), { sentAt: NOW, ...otherSecret(settings.secrets[0] ?? '') }),
      );
      expect(wrong).toMatchObject({ matches: false, expected: right?.expected });
      expect(wrong?.problems.join()).toMatch(/secret/);
      const shown = { ...right, toSign: right?.toSign.filter((piece) => typeof piece === 'string') };
      for (const secret of settings.secrets) expect(JSON.stringify(shown)).not.toContain(secret);
      expect(right?.toSign.some((piece) => typeof piece !== 'string' && settings.secrets.includes(piece.secret))).toBe(
        true,
      );
    });
  else
    test('there is no signature that could be explained', () => {
      expect(explainSignature).toBeUndefined();
    });

  describe('whatever comes to the door gets a typed answer', () => {
    test.each(noise(genuine()))('%s', (_, request) => {
      expectRefused(fateOf(request), ['invalid-signature', 'malformed', 'unauthorized']);
    });

    test('any bytes at all', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 400 }), fc.string({ unit: 'binary-ascii' }), (bytes, query) => {
          for (const request of [
            { ...genuine(), body: Buffer.from(bytes), headers: {} },
            { ...genuine(), method: 'GET' as const, query, body: Buffer.alloc(0), headers: {} },
          ])
            expect(['refused', 'parked', 'address-check', 'not-believed']).toContain(fateOf(request).fate);
        }),
        runsOf(300),
      );
    });

    const { signBytes } = push;
    if (isThere(signBytes))
      test('bytes that are signed and make no sense are kept for a person', () => {
        const garbage = ['{', '[]', 'null', '1e400', '['.repeat(10_000), '{"a":1,"a":2}', '{"__proto__":{}}', '\0'];
        for (const text of garbage) expect([text, fateOf(signBytes(Buffer.from(text))).fate]).toEqual([text, 'parked']);
        expect(fateOf(signBytes(Buffer.of(0xff, 0xfe, 0x00))).fate).toBe('parked');
        fc.assert(
          fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (bytes) => {
            expect(['parked', 'not-believed']).toContain(fateOf(signBytes(Buffer.from(bytes))).fate);
          }),
          runsOf(100),
        );
      });
  });

  describe('answers', () => {
    test('"got it" is a success; no refusal is one, and each has the same shape', () => {
      const ack = channel.acknowledge();
      expect(ack.status).toBeGreaterThanOrEqual(200);
      expect(ack.status).toBeLessThan(300);
      for (const error of refusals()) {
        const refusal = channel.refuse(error);
        expect(refusal.status).toBeGreaterThanOrEqual(400);
        expect(refusal.contentType).toBe(ack.contentType);
        expect(refusal.body).not.toBe(ack.body);
      }
    });

    test('the inside of a failure is not told', () => {
      expect(channel.refuse(new Error('password=hunter2 at 10.0.0.7')).body).not.toMatch(/hunter2|10\.0\.0\.7/);
      expect(channel.refuse(new Error('the database is away')).status).toBe(503);
    });
  });

  function expectRefused(fate: Fate, kinds: readonly string[]): void {
    expect(fate.fate).toBe('refused');
    expect(fate.error).toBeInstanceOf(ConnectorError);
    expect(kinds).toContain((fate.error as ConnectorError).kind);
    const { status, body } = channel.refuse(fate.error);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    for (const secret of settings.secrets) expect(body).not.toContain(secret);
  }
}

function refusals(): unknown[] {
  const kinds = ['invalid-signature', 'malformed', 'unauthorized', 'unavailable'] as const;
  return [...kinds.map((kind) => new ConnectorError(kind, 'no')), new Error('no'), 'no', undefined];
}

/** Of the same length and alphabet, so that it passes every check of form. */
function otherSecret(secret: string): { secret: string } {
  return { secret: [...secret].reverse().join('') === secret ? `${secret.slice(1)}0` : [...secret].reverse().join('') };
}

/** The lowest bit of each byte: it never changes upper to lower case, which percent signs and hexadecimal digests do not tell apart. */
function* flips(request: PushRequest, uncovered: readonly RegExp[]): Generator<[where: string, request: PushRequest]> {
  for (const part of ['query', 'body'] as const) {
    const bytes = Buffer.from(request[part]);
    const free = uncovered.flatMap((pattern) => [...bytes.toString('latin1').matchAll(pattern)]);
    for (let at = 0; at < bytes.length; at += 1) {
      if (free.some(({ index, 0: text }) => at >= index && at < index + text.length)) continue;
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      yield [`${part} ${at}`, { ...request, [part]: part === 'body' ? changed : changed.toString('latin1') }];
    }
  }
}

/** Things that reach any public address. */
function noise(genuine: PushRequest): [name: string, request: PushRequest][] {
  const bare = { ...genuine, method: 'POST' as const, query: '', headers: {} };
  return [
    ['nothing', { ...bare, body: Buffer.alloc(0) }],
    ['the same, compressed', { ...bare, body: gzipSync(genuine.body) }],
    ['text in GBK', { ...bare, body: Buffer.from('b1b8d7a23dc9d9c0b126613d31', 'hex') }],
    ['two megabytes of one letter', { ...bare, body: Buffer.alloc(2 * 1024 * 1024, 'x') }],
    ['ten thousand brackets', { ...bare, body: Buffer.from('['.repeat(10_000)) }],
    ['a prototype', { ...bare, body: Buffer.from('{"__proto__":{"sign":"x","sig":"x"}}') }],
    ['the same field twice', { ...bare, body: Buffer.concat([genuine.body, Buffer.from('&a=1&a=2')]) }],
    ['broken percent signs', { ...bare, body: Buffer.from('a=%E5%B&b=%') }],
    ['zeros', { ...bare, body: Buffer.alloc(100) }],
    ['no text', { ...bare, body: Buffer.of(0xff, 0xfe, 0xed, 0xa0, 0x80) }],
  ];
}
