import { hash } from 'node:crypto';
import { MalformedError } from '../../domain/errors.ts';
import { type AddressCheck, type PushAnswer, type PushRequest, type ReceivedPush, UNREADABLE } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import { readJson } from '../wire-format.ts';
import type { YouzanConfig } from './config.ts';
import { isSame, openNotice, signEvent, signMsg } from './signing.ts';
import { isRecord, percentDecoded, readMsg } from './wire.ts';

/** Youzan has one address for all pushes of an app. */
export const pushKinds = [] as const;

/**
 * Checks that a push is Youzan's and reads its envelope, not more: what cannot be understood further in is stored all the same and
 * set aside later. A `test` ping is answered and not stored.
 * @throws ConnectorError `invalid-signature`, `unauthorized` or `malformed`.
 */
export function receive(request: PushRequest, config: YouzanConfig): ReceivedPush | AddressCheck {
  if (request.method === 'GET') return receiveNotice(request.query, config);
  if (request.body.length === 0) throw new ConnectorError('malformed', 'empty push');
  const eventSign = request.headers['event-sign'];
  if (eventSign !== undefined && !isSame(eventSign, signEvent(request.body, config)))
    throw new ConnectorError('invalid-signature', 'Event-Sign does not match');
  const envelope = readEnvelope(request.body.toString('utf8'));
  if (eventSign === undefined) checkOlderSign(envelope, config);
  if (!envelope) return unreadable(request.body);
  if (envelope.test === true) return { addressCheck: acknowledge() };
  const kind = idText(envelope.type);
  const shop = isAbsent(envelope.kdt_id) ? null : idText(envelope.kdt_id);
  if (!kind || shop === undefined) return unreadable(request.body);
  return {
    kind,
    messageKey: messageKey(kind, shop, envelope),
    platformShopId: shop,
    platformOrderId: orderIdOf(kind, envelope, eventSign !== undefined),
  };
}

export function acknowledge(): PushAnswer {
  return { status: 200, contentType: 'application/json;charset=UTF-8', body: '{"code":0,"msg":"success"}' };
}

/** Youzan documents its "got it" only: anything else, and any text without "success", makes it send again. */
export function refuse(error: unknown): PushAnswer {
  const [status, msg] = refusalOf(error);
  return { status, contentType: 'application/json;charset=UTF-8', body: JSON.stringify({ code: status, msg }) };
}

type Envelope = Readonly<Record<string, unknown>>;

/**
 * A GET of Youzan's console: what became of a subscription or authorisation. Only who knows the secret can have sealed it.
 * An authorization `code` is sealed by nobody and is worth something to apps of others only; this one asks for its tokens itself.
 */
function receiveNotice(query: string, config: YouzanConfig): ReceivedPush {
  const fields = new Map(query.split('&').map((pair) => [pair.split('=', 1)[0], pair.slice(pair.indexOf('=') + 1)]));
  if (fields.has('code'))
    throw new ConnectorError('unauthorized', 'authorization codes belong to apps of several merchants');
  const sealed = fields.get('message');
  if (sealed === undefined) throw new ConnectorError('malformed', 'neither a push nor a notice');
  const text = openNotice(sealed.replace(/%(2B|2F|3D)/gi, decodeURIComponent), config.client_secret);
  const notice = readEnvelope(text);
  const type = idText(notice?.type);
  return {
    kind: type ? `notice_${type}` : UNREADABLE,
    messageKey: `notice ${hash('sha256', text, 'base64url')}`,
    platformShopId: idText(notice?.kdtId) ?? null,
    platformOrderId: null,
  };
}

function readEnvelope(text: string): Envelope | null {
  try {
    const envelope = readQuickly(text) ?? readJson(text);
    return isRecord(envelope) ? envelope : null;
  } catch (error) {
    if (error instanceof MalformedError) return null;
    throw error;
  }
}

/**
 * The envelope as `readJson` reads it, in a tenth of the time: nearly all of it is one long text, and its few numbers are short. Undefined
 * where the two might differ. (A key that stands there twice is found when the stored push is translated.)
 */
function readQuickly(text: string): Envelope | undefined {
  const envelope = parsed(text);
  if (!isRecord(envelope) || typeof envelope.msg !== 'string') return undefined;
  const read: Record<string, unknown> = { ...envelope };
  for (const [key, value] of Object.entries(envelope)) {
    if (typeof value !== 'number') continue;
    if (!Number.isSafeInteger(value)) return undefined;
    read[key] = String(value);
  }
  return read;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function checkOlderSign(envelope: Envelope | null, config: YouzanConfig): void {
  if (!envelope) throw new ConnectorError('malformed', 'no Event-Sign, and the body is not JSON');
  if (typeof envelope.msg !== 'string' || !isSame(envelope.sign, signMsg(envelope.msg, config)))
    throw new ConnectorError('invalid-signature', 'no Event-Sign, and the sign of msg does not match');
}

function unreadable(body: Buffer): ReceivedPush {
  const messageKey = `${UNREADABLE} ${hash('sha256', body, 'base64url')}`;
  return { kind: UNREADABLE, messageKey, platformShopId: null, platformOrderId: null };
}

/**
 * The order of a push about orders. `id` is called "business key, e.g. tid" and nobody says what it is for refunds, so the tid inside
 * `msg` goes first; the older sign does not cover `id` at all.
 */
function orderIdOf(kind: string, envelope: Envelope, idIsSigned: boolean): string | null {
  if (!/^(?:trade_|youzan_trade_|TRADE_)/.test(kind)) return null;
  const inMsg = tidIn(envelope.msg);
  const id = inMsg ?? (idIsSigned ? envelope.id : undefined);
  return idText(id) ?? null;
}

function tidIn(msg: unknown): unknown {
  try {
    // Only a text is sure to be what `readMsg` finds.
    const quick = typeof msg === 'string' ? tidOfMsg(parsed(percentDecoded(msg))) : undefined;
    return typeof quick === 'string' ? quick : tidOfMsg(readMsg(msg));
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}

function tidOfMsg(read: unknown): unknown {
  if (!isRecord(read)) return undefined;
  return read.tid ?? (isRecord(read.full_order_info) ? tidOf(read.full_order_info) : tidOf(read));
}

function tidOf(order: Readonly<Record<string, unknown>>): unknown {
  return isRecord(order.order_info) ? order.order_info.tid : undefined;
}

/** `msg_id` is the same for every delivery of a message; what has none is told apart by its version (protocol notes 4 and 9). */
function messageKey(kind: string, shop: string | null, envelope: Envelope): string {
  const id = idText(envelope.msg_id);
  if (id) return `msg ${id}`;
  const version = idText(envelope.version) ?? hash('sha256', JSON.stringify(envelope.msg) ?? '', 'base64url');
  return `fact ${hash('sha256', JSON.stringify([kind, shop, envelope.id ?? null, version]), 'base64url')}`;
}

/** An id, a type or a number as short plain text; undefined for what no database column should hold. */
function idText(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.:-]{1,100}$/.test(value) ? value : undefined;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function refusalOf(error: unknown): [status: number, message: string] {
  if (error instanceof ConnectorError) {
    if (error.kind === 'invalid-signature' || error.kind === 'unauthorized') return [403, error.message];
    if (error.kind === 'malformed') return [400, error.message];
  }
  if (error instanceof MalformedError) return [400, error.message];
  return [503, 'not stored, please send again'];
}
