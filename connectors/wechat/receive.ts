import { hash } from 'node:crypto';
import { XMLParser } from 'fast-xml-parser';
import { MalformedError } from '../../domain/errors.ts';
import { type AddressCheck, type PushAnswer, type PushRequest, type ReceivedPush, UNREADABLE } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import { readJson } from '../wire-format.ts';
import type { Account } from './config.ts';
import { isSame, openSealed, signatureOf } from './signing.ts';
import { isRecord } from './wire.ts';

/** WeChat has one address for all pushes of an account. */
export const pushKinds = [] as const;

type Fields = Readonly<Record<string, unknown>>;

/** Which order an event is about; null for none. */
export type AboutOrder = (event: Fields) => string | null;

/**
 * Checks that a push is WeChat's and reads its envelope: plain or sealed, XML or JSON (protocol notes 2). What it tells is a hint that an
 * order is different, for in plain text no signature covers the body, and the events hold little more than the order's number.
 * @throws ConnectorError `invalid-signature`, `unauthorized` or `malformed`.
 */
export function receivePush(request: PushRequest, account: Account, orderOf: AboutOrder): ReceivedPush | AddressCheck {
  const query = readQuery(request.query);
  checkSignature(query, account);
  if (request.method === 'GET') return echo(query);
  if (request.body.length === 0) throw new ConnectorError('malformed', 'empty push');
  const message = isSealed(query) ? opened(request.body, query, account) : request.body;
  const event = readEvent(message);
  const kind = typeof event?.Event === 'string' && /^\w{1,100}$/.test(event.Event) ? event.Event : UNREADABLE;
  return {
    kind,
    // Delivered anew it is signed and sealed anew, and stays the same inside.
    messageKey: `push ${hash('sha256', message, 'base64url')}`,
    platformShopId: account.appid,
    platformOrderId: event && kind !== UNREADABLE ? orderOf(event) : null,
  };
}

/** Events are answered with this word alone; an answer in quotes is none. */
export function acknowledge(): PushAnswer {
  return plainText(200, 'success');
}

/** Anything but `success` and emptiness is sent again, three times in all. */
export function refuse(error: unknown): PushAnswer {
  if (error instanceof ConnectorError) {
    if (error.kind === 'invalid-signature' || error.kind === 'unauthorized') return plainText(403, error.message);
    if (error.kind === 'malformed') return plainText(400, error.message);
  }
  if (error instanceof MalformedError) return plainText(400, error.message);
  return plainText(503, 'not stored, please send again');
}

function plainText(status: number, body: string): PushAnswer {
  return { status, contentType: 'text/plain;charset=UTF-8', body };
}

/** Of the query each field once. @throws ConnectorError `malformed` */
function readQuery(query: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    if (fields.has(name)) throw new ConnectorError('malformed', `${name} is there twice`);
    fields.set(name, value);
  }
  return fields;
}

function checkSignature(query: ReadonlyMap<string, string>, { token }: Account): void {
  const [signature, timestamp, nonce] = [query.get('signature'), query.get('timestamp'), query.get('nonce')];
  if (signature === undefined || timestamp === undefined || nonce === undefined)
    throw new ConnectorError('malformed', 'signature, timestamp or nonce is missing');
  if (!isSame(signature, signatureOf(token, timestamp, nonce)))
    throw new ConnectorError('invalid-signature', 'signature does not match');
}

/** The check of the address by WeChat's console: its text comes back as it is, from who knows the token. */
function echo(query: ReadonlyMap<string, string>): AddressCheck {
  const text = query.get('echostr') ?? '';
  if (!/^[\w+/=.-]{1,256}$/.test(text))
    throw new ConnectorError('malformed', 'neither a push nor a check of the address');
  return { addressCheck: plainText(200, text) };
}

function isSealed(query: ReadonlyMap<string, string>): boolean {
  const type = query.get('encrypt_type') ?? 'raw';
  if (type === 'aes') return true;
  if (type !== 'raw' || query.has('msg_signature')) throw new ConnectorError('malformed', 'encrypt_type is unknown');
  return false;
}

function opened(body: Buffer, query: ReadonlyMap<string, string>, account: Account): Buffer {
  const { token, appid, encoding_aes_key: key } = account;
  if (key === undefined)
    throw new ConnectorError('unauthorized', 'the push is sealed, and EncodingAESKey is not known');
  const sealed = readEvent(body)?.Encrypt;
  if (typeof sealed !== 'string') throw new ConnectorError('malformed', 'there is no Encrypt');
  const expected = signatureOf(token, query.get('timestamp') ?? '', query.get('nonce') ?? '', sealed);
  if (!isSame(query.get('msg_signature'), expected))
    throw new ConnectorError('invalid-signature', 'msg_signature does not match');
  try {
    const inside = openSealed(sealed, key);
    if (inside.appid !== appid) throw new ConnectorError('unauthorized', 'the push is of another appid');
    return inside.message;
  } catch (error) {
    // Its signature is right, so the key is another one: to be put right in the connection, and sent again.
    if (error instanceof MalformedError) throw new ConnectorError('unauthorized', `EncodingAESKey: ${error.message}`);
    throw error;
  }
}

/** All texts: numbers of 19 digits are bare in JSON and must not become another number. */
const xml = new XMLParser({
  parseTagValue: false,
  ignoreAttributes: true,
  processEntities: false,
  ignoreDeclaration: true,
});

/** An event in either of WeChat's two formats; null for what is neither. */
export function readEvent(message: Buffer): Fields | null {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(message).trim();
    if (!text.startsWith('<')) return asFields(readJson(text));
    const { xml: inside } = xml.parse(text) as Fields;
    return asFields(inside);
  } catch {
    return null;
  }
}

function asFields(value: unknown): Fields | null {
  return isRecord(value) ? value : null;
}

/** A number of the platform's, as a text; null for anything else. */
export function numberIn(fields: unknown, name: string): string | null {
  const value = isRecord(fields) && Object.hasOwn(fields, name) ? fields[name] : undefined;
  return typeof value === 'string' && /^[\w-]{1,64}$/.test(value) ? value : null;
}
