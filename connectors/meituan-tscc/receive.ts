import { hash } from 'node:crypto';
import { MalformedError, UnknownValueError } from '../../domain/errors.ts';
import { type PushAnswer, type PushRequest, type ReceivedPush, UNREADABLE } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import { readForm } from '../meituan/form.ts';
import { CLOCK_TOLERANCE_MS, kindOf } from '../meituan/receive.ts';
import { readJson } from '../wire-format.ts';
import { TAKE_AWAY, type TsccConfig } from './config.ts';
import { kindOfType } from './map-status.ts';
import { type Params, verify } from './signing.ts';
import { type Fields, isRecord, named } from './wire.ts';

/** One address takes every message; what it is about stands inside. */
export const pushKinds = [] as const;

/** A message that names an order and nothing that this connector knows: the order is read. */
export const HINT = 'hint';
/** How a stored push has to be read again. */
export const LEGACY = 'legacy';
export const AGREED_IS_REFUNDED = 'agreed-is-refunded';

/** The older form has its JSON in a field that is called like the event; of those only `order` was seen (B5). */
const LEGACY_FIELDS = ['order', 'orderCancel', 'orderRefund'] as const;

/** Checks that a push is Meituan's and reads its envelope. @throws ConnectorError `invalid-signature`, `unauthorized` or `malformed`. */
export function receive(request: PushRequest, config: TsccConfig): ReceivedPush {
  const form = readParams(request.query, request.method === 'POST' ? request.body : Buffer.alloc(0));
  if (Object.keys(form).length === 0) throw new ConnectorError('malformed', 'empty push');
  if (!form.sign) throw new ConnectorError('invalid-signature', 'sign is missing', { platformCode: '701' });
  if (!verify(form, config.signKey)) throw new ConnectorError('invalid-signature', 'sign does not match');
  if (form.developerId !== config.developerId)
    throw new ConnectorError('unauthorized', 'developerId is not the one of this connection', { platformCode: '702' });
  const sentAt = checkTimestamp(form, request.receivedAt);
  return {
    ...readEnvelope(form, config),
    messageKey: messageKey(form),
    ...(sentAt ? { sentAt } : {}),
  };
}

/** The fields of a push as text, decoded once. @throws ConnectorError `malformed` */
export function readParams(query: string, body: Uint8Array): Params {
  return readForm(query, body, 'single')?.params() ?? {};
}

/** The JSON text in a push. */
export function messageOf(form: Params): string | undefined {
  const legacy = LEGACY_FIELDS.find((name) => form[name] !== undefined);
  return form.message ?? (legacy && form[legacy]);
}

type Whose = Omit<ReceivedPush, 'messageKey' | 'sentAt'>;

/** Whose it is and what about. What Meituan has signed is kept, also where nobody can read it. */
function readEnvelope(form: Params, config: TsccConfig): Whose {
  const platformShopId = /^[^\p{Cc}\p{Cs}]{1,128}$/u.test(form.ePoiId ?? '') ? (form.ePoiId ?? null) : null;
  const nobodys: Whose = { kind: UNREADABLE, platformShopId, platformOrderId: null };
  // The older form names no business; it is of take-away alone.
  if ((form.businessId ?? TAKE_AWAY) !== TAKE_AWAY) return nobodys;
  const fields = readMessage(form);
  if (!fields) return nobodys;
  const kind = kindOf(asForm(fields), kindOfType(form.msgType)) ?? HINT;
  if (kind === 'shop-status') return { ...nobodys, kind };
  const orderId = fields.order_id ?? fields.wm_order_id_view;
  if (typeof orderId !== 'string' || !/^[1-9]\d{0,18}$/.test(orderId)) return nobodys;
  return { kind, platformShopId, platformOrderId: orderId, ...variantOf(form, config) };
}

function variantOf(form: Params, config: TsccConfig): Pick<ReceivedPush, 'variant'> {
  if (isLegacy(form)) return { variant: LEGACY };
  return config.refund_results === 'not_pushed' ? { variant: AGREED_IS_REFUNDED } : {};
}

function readMessage(form: Params): Fields | null {
  try {
    const message = readJson(messageOf(form) ?? '');
    return isRecord(message) ? named(message) : null;
  } catch (error) {
    if (error instanceof MalformedError) return null;
    throw error;
  }
}

function asForm(fields: Fields): Parameters<typeof kindOf>[0] {
  return {
    has: (name) => fields[name] !== undefined,
    get: (name) => (typeof fields[name] === 'string' ? fields[name] : undefined),
  };
}

/** `{"code":0,…}`; the older form wants other words (B5). */
export function acknowledge(push?: Pick<ReceivedPush, 'variant'>): PushAnswer {
  return json(200, push?.variant === LEGACY ? { data: 'OK' } : { code: 0, message: 'success' });
}

/** **?** A refusal is not documented: the same two fields, and never 2xx, because every 2xx promises that the push is stored. */
export function refuse(error: unknown): PushAnswer {
  const [status, code, message] = refusalOf(error);
  return json(status, { code, message });
}

function json(status: number, body: object): PushAnswer {
  return { status, contentType: 'application/json;charset=UTF-8', body: JSON.stringify(body) };
}

function isLegacy(form: Params): boolean {
  return form.message === undefined && LEGACY_FIELDS.some((name) => form[name] !== undefined);
}

/** **?** Seconds; the push of a binding has milliseconds, so both are read. The older form may have none, and is only ever the same fact again. */
function checkTimestamp(form: Params, now: Date): Date | null {
  const { timestamp = '' } = form;
  if (timestamp === '' && isLegacy(form)) return null;
  if (!/^\d{9,13}$/.test(timestamp))
    throw new ConnectorError('malformed', 'timestamp is missing or no Unix time', { platformCode: '701' });
  const sentAt = new Date(Number(timestamp) * (timestamp.length > 11 ? 1 : 1000));
  if (Math.abs(sentAt.getTime() - now.getTime()) > CLOCK_TOLERANCE_MS)
    throw new ConnectorError('invalid-signature', 'timestamp is more than 10 minutes away from now', { sentAt });
  return sentAt;
}

/** Every delivery of a message has the same `msgId`; without one the message itself is the key. */
function messageKey(form: Params): string {
  const { msgId = '', msgType = '', ePoiId = '' } = form;
  if (/^[\x21-\x7e]{1,128}$/.test(msgId)) return `msg ${msgId}`;
  return `push ${hash('sha256', [msgType, ePoiId, messageOf(form) ?? ''].join('\0'), 'base64url')}`;
}

function refusalOf(error: unknown): [status: number, code: number, message: string] {
  if (error instanceof ConnectorError) {
    if (error.kind === 'invalid-signature') return [403, Number(error.platformCode ?? 703), error.message];
    if (error.kind === 'unauthorized') return [403, Number(error.platformCode ?? 704), error.message];
    if (error.kind === 'malformed') return [400, Number(error.platformCode ?? 705), error.message];
  }
  if (error instanceof MalformedError || error instanceof UnknownValueError) return [400, 705, error.message];
  return [503, 700, 'not stored, please send again'];
}
