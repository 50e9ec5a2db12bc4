import { hash } from 'node:crypto';
import { MalformedError } from '../../domain/errors.ts';
import type { PushRequest } from '../contract.ts';
import { compareSignatures, type SignatureExplanation, type WrongWay } from '../signature-explanation.ts';
import { readJson } from '../wire-format.ts';
import type { YouzanConfig } from './config.ts';
import { type Credentials, signEvent, signMsg } from './signing.ts';
import { isRecord } from './wire.ts';

/** A push has a header over all of its bytes, an older one a field over `msg` alone, some have both. Calls are not signed. */
export function explainSignature(request: PushRequest, config: YouzanConfig): SignatureExplanation[] {
  const envelope = envelopeOf(request.body);
  const header = request.headers['event-sign'];
  const event = explainHeader(request.body, typeof header === 'string' ? header : null, config);
  if (typeof envelope?.msg !== 'string') return [event];
  const older = explainField(envelope.msg, typeof envelope.sign === 'string' ? envelope.sign : null, config);
  return older.given !== null && event.given === null ? [older, event] : [event, older];
}

function explainHeader(body: Buffer, given: string | null, config: Credentials): SignatureExplanation {
  return {
    name: 'Event-Sign',
    rule: 'MD5 of client_id, the bytes of the body exactly as they came, and client_secret, with nothing between (2.1)',
    taken: [
      { name: 'client_id', value: config.client_id, from: 'the connection' },
      { name: 'body', value: body.toString('utf8'), from: `the body, ${body.length} bytes` },
    ],
    leftOut: [
      { name: 'address', why: 'neither address nor query is signed' },
      { name: 'headers', why: 'no header is signed' },
    ],
    toSign: [config.client_id, body.toString('utf8'), { secret: config.client_secret }],
    algorithm: 'MD5, lower-case hex',
    goesInto: 'the header Event-Sign',
    ...compareSignatures(signEvent(body, config), given, wrongHeaders(body, config)),
  };
}

function explainField(msg: string, given: string | null, config: Credentials): SignatureExplanation {
  return {
    name: 'sign',
    rule: 'MD5 of client_id, the text of msg still URL-encoded, and client_secret, with nothing between (2.2)',
    taken: [
      { name: 'client_id', value: config.client_id, from: 'the connection' },
      { name: 'msg', value: msg, from: 'the field msg, not decoded' },
    ],
    leftOut: [{ name: 'every other field', why: 'the older sign covers msg alone' }],
    toSign: [config.client_id, msg, { secret: config.client_secret }],
    algorithm: 'MD5, lower-case hex',
    goesInto: 'the field sign of the body',
    ...compareSignatures(signMsg(msg, config), given, wrongFields(msg, config)),
  };
}

function* wrongHeaders(body: Buffer, config: Credentials): Generator<WrongWay> {
  const text = body.toString('utf8');
  const over = (changed: string) => signEvent(Buffer.from(changed), config);
  yield { when: 'a newline follows the body', sign: () => over(`${text}\n`) };
  yield { when: 'the newline at the end of the body is left out', sign: () => over(text.trimEnd()) };
  yield { when: 'lines of the body end with a carriage return', sign: () => over(text.replace(/\r?\n/g, '\r\n')) };
  const rewritten = rewrite(text);
  if (rewritten !== null) {
    yield { when: 'the body was parsed and written again: hash the bytes as they came', sign: () => over(rewritten) };
    yield { when: 'the body was written with spaces', sign: () => over(JSON.stringify(JSON.parse(text), null, 2)) };
  }
  const msg = envelopeOf(body)?.msg;
  if (typeof msg === 'string')
    yield { when: 'only msg is signed, as in the older field sign', sign: () => signMsg(msg, config) };
  yield* wrongKeys((by) => signEvent(body, by), text, config);
}

function* wrongFields(msg: string, config: Credentials): Generator<WrongWay> {
  const decoded = decode(msg);
  if (decoded !== null)
    yield { when: 'msg is decoded before it is signed: sign it as it came', sign: () => signMsg(decoded, config) };
  yield { when: 'msg is encoded once more', sign: () => signMsg(encodeURIComponent(msg), config) };
  yield* wrongKeys((by) => signMsg(msg, by), msg, config);
}

function* wrongKeys(sign: (by: Credentials) => string, text: string, config: Credentials): Generator<WrongWay> {
  const { client_id, client_secret } = config;
  yield { when: 'client_id is left out', sign: () => sign({ ...config, client_id: '' }) };
  yield {
    when: 'the secret has a newline at its end',
    sign: () => sign({ ...config, client_secret: `${client_secret}\n` }),
  };
  yield {
    when: 'client_id and client_secret have changed places',
    sign: () => sign({ client_id: client_secret, client_secret: client_id }),
  };
  yield { when: 'the secret is left out', sign: () => hash('md5', `${client_id}${text}`) };
}

function envelopeOf(body: Buffer): Readonly<Record<string, unknown>> | null {
  try {
    const envelope = readJson(body.toString('utf8'));
    return isRecord(envelope) ? envelope : null;
  } catch (error) {
    if (error instanceof MalformedError) return null;
    throw error;
  }
}

function rewrite(text: string): string | null {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return null;
  }
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
