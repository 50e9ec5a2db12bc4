import type { OrderSketch, PushSubject, SignedHow } from '../conformance-subject.ts';
import type { ScriptedAnswer, ScriptedRequest } from '../scripted-platform-for-tests.ts';
import { addressCheckOf, type PushHow, pushOf } from './push-for-tests.ts';

/** What the conformance tests of all platforms of WeChat say alike. */
export const account = {
  appid: 'wx0123456789abcdef',
  token: 'hubToken2024',
  aesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
};
export const SECRET = '5ecre75ecre75ecre75ecre75ecre7aa';
export const NOW = new Date('2026-03-01T02:20:31Z');

export const settings = {
  appid: account.appid,
  secret: SECRET,
  token: account.token,
  encoding_aes_key: account.aesKey,
};
export const wrongSettings = { appid: 'gh_1', secret: 'short', token: 'a b', encoding_aes_key: 'x' };
/** The first is what signs pushes. */
export const secrets = [account.token, SECRET, account.aesKey];

/** An app as the sandbox's control port takes it. */
export const appOf = (callbackUrl: string) => ({
  secret: SECRET,
  name: '小店',
  callbacks: { default: callbackUrl },
  push: { token: account.token, encodingAesKey: account.aesKey, mode: 'safe', format: 'json' },
  tokens: { forcedEverySeconds: 0 },
});

/** @param json an event about an order, and `xml` the same in the other format; nothing else of the order is in them. */
export function pushSubject(
  orderIds: PushSubject['orderIds'],
  json: (orderId: string) => string,
  xml: (orderId: string) => string,
): Omit<PushSubject, 'askedOrder'> {
  const way =
    (event: (orderId: string) => string, how: Partial<PushHow> = {}) =>
    ({ orderId }: OrderSketch, { sentAt, secret }: SignedHow) =>
      pushOf(account, event(orderId), { sentAt, ...(secret === undefined ? {} : { token: secret }), ...how });
  const echo = '4375120948345356249';
  return {
    orderIds,
    paidOrder: way(json),
    otherWays: {
      'sealed, as XML': way(xml, { format: 'xml' }),
      'in plain text': way(json, { sealed: false }),
      'in plain text, as XML': way(xml, { sealed: false, format: 'xml' }),
    },
    signature: 'every-byte',
    tells: 'hint',
    uncovered: [/openid=[^&]*/g, /"ToUserName":"[^"]*",/g],
    clockToleranceMs: null,
    signBytes: (bytes) => pushOf(account, bytes, { sentAt: NOW }),
    addressCheck: {
      request: addressCheckOf(account, echo, NOW),
      answer: { status: 200, contentType: 'text/plain;charset=UTF-8', body: echo },
    },
  };
}

/** The answer to who asks for a token; undefined for every other call. */
export function tokenAnswer({ path }: ScriptedRequest): ScriptedAnswer | undefined {
  if (!path.endsWith('/cgi-bin/stable_token')) return undefined;
  const access_token = `80_${String(Math.random()).slice(2)}-0f9a8b7c6000011aabb-a-long-token`;
  return { body: JSON.stringify({ access_token, expires_in: 7200 }) };
}

/** Neither yes nor no to a command. */
export const unclearAnswers: ScriptedAnswer[] = [
  '{"order":{}}',
  '{"errcode":null}',
  '{"errcode":"ok"}',
  '{"errmsg":"ok"}',
  '"{}"',
].map((body) => ({ body }));
