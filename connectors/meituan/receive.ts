import { hash } from 'node:crypto';
import { MalformedError, UnknownValueError } from '../../domain/errors.ts';
import { type AddressCheck, type PushAnswer, type PushRequest, type ReceivedPush, UNREADABLE } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import type { MeituanConfig } from './config.ts';
import { type Encoding, type Form, readForm } from './form.ts';
import { type Params, verifyForm } from './signing.ts';

/** One address per kind is registered in Meituan's console ("URL per event set in the console"). */
export const pushKinds = [
  'order-placed',
  'order-paid',
  'order-confirmed',
  'order-completed',
  'order-cancelled',
  'refund',
  'part-refund',
  'refund-result',
  'logistics',
  'shop-status',
] as const;
export type PushKind = (typeof pushKinds)[number];

/** Meituan's clock and ours may differ by this much (protocol notes A1). */
export const CLOCK_TOLERANCE_MS = 10 * 60 * 1000;

/** Not part of the fact: they differ between two deliveries of the same push. */
const SYSTEM_PARAMETERS: ReadonlySet<string> = new Set(['app_id', 'timestamp', 'sig', 'access_token']);
const SYSTEM_PARAMETERS_BUT_TIME: ReadonlySet<string> = new Set(['app_id', 'sig', 'access_token']);

/**
 * Checks that a push is Meituan's and reads its envelope. The address check of the console is a GET without parameters.
 * @throws ConnectorError `invalid-signature`, `unauthorized` or `malformed`.
 */
export function receive(request: PushRequest, config: MeituanConfig): ReceivedPush | AddressCheck {
  if (request.query === '' && request.body.length === 0) {
    if (request.method === 'GET') return { addressCheck: acknowledge() };
    throw new ConnectorError('malformed', 'empty push');
  }
  const { form, encoding } = openEnvelope(request, config);
  const appId = form.get('app_id');
  if (appId !== undefined && appId !== config.app_id) {
    throw new ConnectorError('unauthorized', 'app_id is not the one of this connection', { platformCode: '702' });
  }
  const sentAt = checkTimestamp(form.get('timestamp'), request.receivedAt);
  checkAddressKind(request.kind);
  const { kind, ...whose } = readEnvelope(form, request.kind);
  return { kind, variant: encoding, ...whose, sentAt };
}

/** Whose it is and what about. What Meituan has signed is kept, also where nobody can read it. */
function readEnvelope(form: Form, addressKind: PushKind | null): Omit<ReceivedPush, 'variant' | 'sentAt'> {
  const kind = kindOf(form, addressKind) ?? UNREADABLE;
  const orderId = form.get('order_id') ?? form.get('wm_order_id_view') ?? '';
  const shopCode = form.get('app_poi_code') ?? '';
  const isShop = /^[^\p{Cc}\p{Cs}]{1,128}$/u.test(shopCode);
  const isOrder = /^\d{1,19}$/.test(orderId);
  const isReadable = kind === 'shop-status' || (isOrder && (isShop || shopCode === ''));
  return {
    kind: isReadable ? kind : UNREADABLE,
    messageKey: messageKey(kind, form),
    platformShopId: isShop ? shopCode : null,
    platformOrderId: isReadable && kind !== 'shop-status' ? orderId : null,
  };
}

export function acknowledge(): PushAnswer {
  return { status: 200, contentType: 'application/json;charset=UTF-8', body: '{"data":"ok"}' };
}

/**
 * Meituan's own refusal. Its documents show the body and not the HTTP status; ours is never 2xx, because every 2xx that the hub
 * gives promises that the push is stored.
 */
export function refuse(error: unknown): PushAnswer {
  const [status, code, msg] = refusalOf(error);
  return {
    status,
    contentType: 'application/json;charset=UTF-8',
    body: JSON.stringify({ data: 'ng', error: { code, msg } }),
  };
}

/** The parameters of a stored push, decoded as they were when its signature held. */
export function readParams(query: string, body: string, encoding: Encoding): Params {
  const form = readForm(query, Buffer.from(body), encoding);
  if (!form) throw new ConnectorError('malformed', 'a parameter is not URL-encoded twice');
  return form.params();
}

function openEnvelope(request: PushRequest, config: MeituanConfig): { form: Form; encoding: Encoding } {
  const body = request.method === 'POST' ? request.body : Buffer.alloc(0);
  for (const encoding of ['double', 'single'] as const) {
    const form = readForm(request.query, body, encoding);
    if (!form) continue;
    if (!form.get('sig')) throw new ConnectorError('invalid-signature', 'sig is missing', { platformCode: '701' });
    if (verifyForm(request.registeredUrl, form, config.secret)) return { form, encoding };
  }
  throw new ConnectorError('invalid-signature', `sig does not match; it is computed over ${request.registeredUrl}`);
}

function checkTimestamp(text: string | undefined, now: Date): Date {
  if (!/^\d{9,11}$/.test(text ?? '')) {
    throw new ConnectorError('malformed', 'timestamp is missing or not in seconds', { platformCode: '701' });
  }
  const sentAt = new Date(Number(text) * 1000);
  if (Math.abs(sentAt.getTime() - now.getTime()) > CLOCK_TOLERANCE_MS) {
    throw new ConnectorError('invalid-signature', 'timestamp is more than 10 minutes away from now', { sentAt });
  }
  return sentAt;
}

const kindOfStatus: Record<string, PushKind> = {
  '1': 'order-placed',
  '4': 'order-confirmed',
  '8': 'order-completed',
  '9': 'order-cancelled',
};

function checkAddressKind(addressKind: string | null): asserts addressKind is PushKind | null {
  if (addressKind !== null && !(pushKinds as readonly string[]).includes(addressKind))
    throw new ConnectorError('malformed', `no push of kind ${addressKind.slice(0, 40)}`);
}

/**
 * What the fields say goes before what the address says: a console may have the same address for every kind. Undefined where neither
 * says anything.
 */
export function kindOf(form: Pick<Form, 'get' | 'has'>, addressKind: PushKind | null): PushKind | undefined {
  if (form.has('poi_status')) return 'shop-status';
  if (form.has('refund_status')) return 'refund-result';
  if (form.has('refund_id') || form.has('notify_type')) {
    return form.get('notify_type') === 'part' || form.has('food') || addressKind === 'part-refund'
      ? 'part-refund'
      : 'refund';
  }
  if (form.has('logistics_status') && !form.has('detail')) return 'logistics';
  if (!form.has('detail') && (form.has('reason_code') || form.has('deal_op_type'))) return 'order-cancelled';
  if (addressKind !== null) return addressKind;
  const status = form.get('status');
  return status === undefined ? undefined : (kindOfStatus[status] ?? 'order-paid');
}

/**
 * Meituan sends no message id. The digest of the fact itself, without what changes between deliveries, is the key: a redelivery has
 * the same, a changed order another. A shop may open twice on a day, so there the time belongs to the fact.
 */
function messageKey(kind: string, form: Form): string {
  const without = kind === 'shop-status' ? SYSTEM_PARAMETERS_BUT_TIME : SYSTEM_PARAMETERS;
  const head = kind === 'part-refund' ? 'refund' : kind;
  return hash('sha256', form.join(`${head}\0`, without, 0, ''), 'base64url');
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
