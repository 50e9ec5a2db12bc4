import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listenToCalls } from './call-record.ts';
import type { ShopAccess } from './contract.ts';
import type { CallsUnderTest } from './conformance-subject.ts';
import { ConnectorError, type ConnectorErrorKind } from './errors.ts';
import { openGate } from './open-gate-for-tests.ts';
import { type ScriptedAnswer, ScriptedPlatform } from './scripted-platform-for-tests.ts';
import { TestTokenVault } from './token-vault-for-tests.ts';

const never = new AbortController().signal;
const PHONE = '13800001234';
/** A digest or a token; ids of orders are shorter. */
const CREDENTIAL_CHARS = 30;

/** Classifies every documented error, takes nothing for a yes that is none, and tells nobody what must stay secret. */
export function describeCalls<Config>(subject: CallsUnderTest<Config>): void {
  const { channel, calls, settings } = subject;
  const platform = new ScriptedPlatform();
  let access: ShopAccess<Config>;
  let vault: TestTokenVault;

  beforeAll(() => platform.start());
  afterAll(() => platform.close());
  beforeEach(() => {
    platform.requests.length = 0;
    vault = new TestTokenVault();
    // A shop of its own for each test: some connectors remember how fast a shop may be asked.
    const { platformShopId } = settings;
    access = { config: configAt(platform.url), platformShopId, tokens: vault, gate: openGate };
  });

  const configAt = (url: string) => channel.parseConfig(settings.of(`${url}/${channel.platform}`));
  let asking: 'command' | 'question' = 'command';
  const act = (by = access, signal = never): Promise<unknown> => {
    asking = 'command';
    return subject.act(by, signal);
  };
  const ask = (by = access, signal = never): Promise<unknown> => {
    asking = 'question';
    return subject.ask(by, signal);
  };
  const answerWith = (answer: ScriptedAnswer | null): void => {
    platform.answer = (request) => calls.before?.(request, asking) ?? answer;
  };
  const own = () => platform.requests.filter((request) => calls.before?.(request, asking) === undefined);

  describe('a call', () => {
    test('is signed, or carries its token, by the rule of the documents', async () => {
      answerWith(calls.yes);
      await act();
      expect(own()).toHaveLength(1);
      for (const request of own()) calls.checkSignature(request, access);
    });

    test('is given up when nobody waits for it any more, and its outcome is open', async () => {
      const given = new AbortController();
      platform.answer = (request) => {
        const before = calls.before?.(request, asking);
        if (!before) given.abort();
        return before ?? { status: 200, body: '' };
      };
      expect((await errorOf(act(access, given.signal))).kind).toBe('outcome-unknown');
    });

    test('to a place where nobody listens has done nothing and may be sent again', async () => {
      const nowhere = { ...access, config: configAt('http://127.0.0.1:1'), tokens: { token: async () => 'a-token' } };
      expect((await errorOf(act(nowhere))).kind).toBe('unavailable');
      expect((await errorOf(ask(nowhere))).kind).toBe('unavailable');
    });
  });

  describe('every documented code', () => {
    test.each(calls.errors)('$code ($words) is $command after a command, $question after a question', async (wrong) => {
      for (const answer of calls.failures(wrong.code, wrong.words)) {
        answerWith(answer);
        expect(await errorOf(act())).toMatchObject({
          kind: wrong.command,
          platformCode: wrong.code,
          platformMessage: wrong.words,
        });
        expect((await errorOf(ask())).kind).toBe(wrong.question);
      }
    });
  });

  describe('what is no answer is no success: a command is looked up, a question asked again', () => {
    const lost: [string, ScriptedAnswer | null][] = [
      ['500', { status: 500, body: 'oops' }],
      ['502 of a proxy', { status: 502, body: '<html>Bad Gateway</html>' }],
      ['503', { status: 503, body: '' }],
      ['a log-in page with 200', { body: '<html>请登录</html>', headers: { 'content-type': 'text/html' } }],
      ['a redirect', { status: 302, body: '', headers: { location: 'http://127.0.0.1:1/' } }],
      ['half of the answer', { body: calls.yes.body.slice(0, calls.yes.body.length / 2) }],
      ['nothing', { body: '' }],
      ['an empty object', { body: '{}' }],
      ['a list', { body: '[]' }],
      ['ten thousand levels', { body: '['.repeat(10_000) }],
      ['an answer that never ends', { body: 'x'.repeat(5 * 1024 * 1024) }],
      ['a cut line', null],
    ];
    test.each(lost)('%s', async (_, answer) => {
      answerWith(answer);
      expect((await errorOf(act())).kind).toBe('outcome-unknown');
      if (answer?.body !== '{}') expect((await errorOf(ask())).kind).toBe('unavailable');
    });

    test('neither yes nor no is not taken for a yes', async () => {
      for (const answer of calls.unclear) {
        answerWith(answer);
        expect([answer.body, (await errorOf(act())).kind]).toEqual([answer.body, 'outcome-unknown']);
      }
    });

    test('how long the platform wants us to wait is kept, within reason', async () => {
      const waits: [string | undefined, number | undefined][] = [
        ['7', 7_000],
        ['86400', 3_600_000],
        ['soon', undefined],
        [undefined, undefined],
      ];
      for (const [header, expected] of waits) {
        const headers: Record<string, string> = header === undefined ? {} : { 'retry-after': header };
        answerWith({ status: 429, body: '', headers });
        const error = await errorOf(act());
        expect([error.kind, error.retryAfterMs]).toEqual(['rate-limited', expected]);
      }
    });
  });

  test('no secret, token, signature or phone number is in anything thrown, logged or told', async () => {
    const told: string[] = [];
    const endListening = listenToCalls((record) => void told.push(JSON.stringify(record)));
    try {
      for (const status of [200, 302, 400, 429, 500]) {
        const bodies = [`{"data":{"recipient_phone":"${PHONE}"}}`, `<html>${PHONE}</html>`, '{"mobile":"' + PHONE];
        const failures = calls.failures(calls.errors[0]?.code ?? '1', 'no').map(({ body }) => body);
        for (const body of [...bodies, ...failures]) {
          answerWith({ status, body });
          told.push(inspect(await errorOf(act()), { depth: 12, showHidden: true }));
          await ask().catch((error: unknown) => told.push(inspect(error, { depth: 12, showHidden: true })));
        }
      }
      answerWith(null);
      told.push(inspect(await errorOf(act()), { depth: 12, showHidden: true }));
    } finally {
      endListening();
    }
    expect(told.length).toBeGreaterThan(40);
    expect(told.some((text) => text.includes('"outcome"') && text.includes(`/${channel.platform}/`))).toBe(true);
    const sent = platform.requests.flatMap(({ query }) => [...query.values()]);
    const words = [
      ...settings.secrets,
      ...vault.minted,
      PHONE,
      ...sent.filter((value) => value.length >= CREDENTIAL_CHARS),
    ];
    for (const text of told) for (const word of new Set(words)) expect(text).not.toContain(word);
  });
}

async function errorOf(run: Promise<unknown>): Promise<ConnectorError & { kind: ConnectorErrorKind }> {
  const error = await run.then(
    () => new Error('it was taken for a success'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ConnectorError);
  return error as ConnectorError;
}
