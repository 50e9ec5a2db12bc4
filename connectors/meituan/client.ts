import type { z } from 'zod';
import { MalformedError } from '../../domain/errors.ts';
import { ConnectorError, type ConnectorErrorKind } from '../errors.ts';
import { callRemote } from '../http.ts';
import { parseWire, readJson } from '../wire-format.ts';
import type { MeituanConfig } from './config.ts';
import { type Params, sign } from './signing.ts';
import { answer, daySeqAnswer, orderIdAnswer } from './wire.ts';

/** A clerk waits for the answer; past this the outcome is looked up instead. */
const TIMEOUT_MS = 8_000;

/** "No such …": which of them a missing number gets is not said, so each of the list counts (A7). */
const NO_SUCH_ORDER = new Set(['803', '805', '806', '1015']);

interface Call {
  path: string;
  params: Params;
  acts: boolean;
  signal: AbortSignal;
}

/** `order/confirm`: accepts a paid order. */
export function confirmOrder(config: MeituanConfig, orderId: string, signal: AbortSignal): Promise<void> {
  return act(config, { path: 'order/confirm', params: { order_id: orderId }, acts: true, signal });
}

/** `order/cancel`: refuses or cancels; Meituan returns the money. */
export function cancelOrder(
  config: MeituanConfig,
  orderId: string,
  reasonCode: string,
  reason: string,
  signal: AbortSignal,
): Promise<void> {
  const params = { order_id: orderId, reason_code: reasonCode, reason };
  return act(config, { path: 'order/cancel', params, acts: true, signal });
}

/** `order/preparationMealComplete`: the meal is made or the goods are picked. */
export function completePreparation(config: MeituanConfig, orderId: string, signal: AbortSignal): Promise<void> {
  return act(config, { path: 'order/preparationMealComplete', params: { order_id: orderId }, acts: true, signal });
}

/** `order/delivering`: the shop's own rider has set out. The rider's name and phone are left out: newer documents do not keep them. */
export function reportDelivering(config: MeituanConfig, orderId: string, signal: AbortSignal): Promise<void> {
  return act(config, { path: 'order/delivering', params: { order_id: orderId }, acts: true, signal });
}

/** `order/arrived`: the shop's own rider has delivered. */
export function reportArrived(config: MeituanConfig, orderId: string, signal: AbortSignal): Promise<void> {
  return act(config, { path: 'order/arrived', params: { order_id: orderId }, acts: true, signal });
}

/** `order/refund/agree`: the open refund of the order is paid back, a whole one or a part. */
export function agreeRefund(
  config: MeituanConfig,
  orderId: string,
  reason: string,
  signal: AbortSignal,
): Promise<void> {
  return act(config, { path: 'order/refund/agree', params: { order_id: orderId, reason }, acts: true, signal });
}

/** `order/refund/reject`: the customer may appeal to Meituan's service. */
export function rejectRefund(
  config: MeituanConfig,
  orderId: string,
  reason: string,
  signal: AbortSignal,
): Promise<void> {
  return act(config, { path: 'order/refund/reject', params: { order_id: orderId, reason }, acts: true, signal });
}

/** `ecommerce/order/getOrderRefundDetail`: every refund of the order, as text, because it is stored raw before it is read. */
export async function getOrderRefunds(config: MeituanConfig, orderId: string, signal: AbortSignal): Promise<string> {
  const path = 'ecommerce/order/getOrderRefundDetail';
  return (await call(config, { path, params: { wm_order_id_view: orderId }, acts: false, signal })).text;
}

/** `order/getOrderDetail`: the whole answer as text, because it is stored raw before it is read. */
export async function getOrderDetail(config: MeituanConfig, orderId: string, signal: AbortSignal): Promise<string> {
  const params = { order_id: orderId, is_mt_logistics: '1' };
  return (await call(config, { path: 'order/getOrderDetail', params, acts: false, signal })).text;
}

/** `order/getOrderDaySeq`: the newest number of today; 0 before the first order. */
export async function getOrderDaySeq(config: MeituanConfig, shop: string, signal: AbortSignal): Promise<number> {
  const { data } = await call(config, {
    path: 'order/getOrderDaySeq',
    params: { app_poi_code: shop },
    acts: false,
    signal,
  });
  return Number(parseWire(daySeqAnswer, data, 'getOrderDaySeq').day_seq);
}

/** `order/getOrderIdByDaySeq`. Null where the day has no such number. @param day yyyyMMdd, Beijing time. */
export async function getOrderIdByDaySeq(
  config: MeituanConfig,
  shop: string,
  day: string,
  daySeq: number,
  signal: AbortSignal,
): Promise<string | null> {
  const params = { app_poi_code: shop, date_time: day, day_seq: String(daySeq) };
  try {
    const { data } = await call(config, { path: 'order/getOrderIdByDaySeq', params, acts: false, signal });
    return parseWire(orderIdAnswer, data, 'getOrderIdByDaySeq').order_id;
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'rejected' && NO_SUCH_ORDER.has(error.platformCode ?? ''))
      return null;
    throw error;
  }
}

async function act(config: MeituanConfig, request: Call): Promise<void> {
  const { data } = await call(config, request);
  // Anything but a plain "ok" to an acting call is not taken for success.
  if (data !== 'ok') throw new ConnectorError('outcome-unknown', `${request.path} answered neither ok nor ng`);
}

async function call(config: MeituanConfig, request: Call): Promise<{ data: unknown; text: string }> {
  const url = `${config.baseUrl}/api/v1/${request.path}`;
  const params = { ...request.params, app_id: config.app_id, timestamp: String(Math.floor(Date.now() / 1000)) };
  const query = new URLSearchParams({ ...params, sig: sign(url, params, config.secret) });
  const remote = await callRemote({
    method: 'GET',
    url: `${url}?${query.toString()}`,
    timeoutMs: TIMEOUT_MS,
    signal: request.signal,
    acts: request.acts,
  });
  let body: z.infer<typeof answer>;
  try {
    body = parseWire(answer, readJson(remote.text), request.path);
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    // A login page or half a page: the call may have acted all the same.
    throw new ConnectorError(
      request.acts ? 'outcome-unknown' : 'unavailable',
      `${request.path} answered HTTP ${remote.status} that is not JSON`,
    );
  }
  if (body.data === 'ng' || body.error) throw failure(request, body.error?.code ?? '', body.error?.msg ?? '');
  return { data: body.data, text: remote.text };
}

/**
 * Meituan's codes (A7). `reads-first` are those after which the order must be read before anything is decided: the state has changed
 * or the backend failed half-way.
 */
const codes: Record<string, ConnectorErrorKind | 'reads-first'> = {
  '700': 'reads-first',
  '701': 'rejected',
  '702': 'unauthorized',
  '703': 'unauthorized',
  '704': 'unauthorized',
  '705': 'rejected',
  '708': 'unauthorized',
  '711': 'rate-limited',
  // Something exists already. No call of ours makes shops or dishes, so it is a refusal like any other.
  '801': 'rejected',
  '804': 'rejected',
  '803': 'rejected',
  '805': 'rejected',
  '806': 'rejected',
  '808': 'reads-first',
  '1001': 'reads-first',
  '1002': 'reads-first',
  '1005': 'rejected',
  '1006': 'rejected',
  '1014': 'rejected',
  '1015': 'rejected',
  '1022': 'rejected',
  '1038': 'rejected',
  '4001': 'unauthorized',
};

function failure(request: Call, code: string, message: string): ConnectorError {
  const class_ = codes[code] ?? 'rejected';
  const kind = class_ !== 'reads-first' ? class_ : request.acts ? 'outcome-unknown' : 'unavailable';
  return new ConnectorError(kind, `${request.path}: ${code} ${message}`, {
    platformCode: code,
    platformMessage: message,
  });
}
