import { LosslessNumber } from 'lossless-json';
import { isNoSuchOrder } from '../meituan/client.ts';
import { untilWhole } from '../meituan/order-detail.ts';
import { parseWire, readJson } from '../wire-format.ts';
import { read } from './answers.ts';
import type { TsccAccess } from './config.ts';
import { callTscc } from './gateway.ts';
import { answer, isRecord, orderNumber, shopRows } from './wire.ts';

type OrderAct = 'confirm' | 'cancel' | 'delivering' | 'delivered' | 'agreeRefund' | 'rejectRefund';

/** `waimai/order/…`: does something with an order, which the platform knows by a number beyond 2^53. */
export async function actOnOrder(
  access: TsccAccess,
  act: OrderAct,
  { orderId, ...more }: { orderId: string; [field: string]: string },
  signal: AbortSignal,
): Promise<void> {
  const biz = { orderId: new LosslessNumber(orderId), ...more };
  await callTscc(access, { path: `waimai/order/${act}`, biz, acts: true, signal });
}

/**
 * `waimai/order/queryById`: the whole answer as text, because it is stored raw before it is read; asked for again while parts behind it
 * are missing (`incmpCode` -1).
 */
export function getOrder(access: TsccAccess, orderId: string, signal: AbortSignal): Promise<string> {
  const biz = { orderId: new LosslessNumber(orderId) };
  const ask = async () => (await callTscc(access, { path: 'waimai/order/queryById', biz, acts: false, signal })).text;
  return untilWhole(ask, (detail) => orderIn(detail)?.incmpCode !== '-1', signal);
}

/** The order in an answer: an object, or the only one of a list, as the other gateway's two shapes (A9 no. 5). */
export function orderIn(text: string): Readonly<Record<string, unknown>> | null {
  const { data } = parseWire(answer, readJson(text), 'queryById');
  const order: unknown = Array.isArray(data) ? data[0] : data;
  return isRecord(order) ? order : null;
}

/** `waimai/order/queryByDaySeq`. Null where the day has no such number. @param day yyyyMMdd, Beijing time. */
export async function getOrderIdByDaySeq(
  access: TsccAccess,
  day: string,
  daySeq: number,
  signal: AbortSignal,
): Promise<string | null> {
  const path = 'waimai/order/queryByDaySeq';
  try {
    const { data } = await callTscc(access, { path, biz: { date: day, daySeq }, acts: false, signal });
    return read(orderNumber, Array.isArray(data) ? data[0] : data, path).orderId;
  } catch (error) {
    if (isNoSuchOrder(error)) return null;
    throw error;
  }
}

/** `waimai/poi/queryPoiInfo`: what the shop is called there. */
export async function getShopName(access: TsccAccess, signal: AbortSignal): Promise<string | null> {
  const path = 'waimai/poi/queryPoiInfo';
  const { data } = await callTscc(access, { path, biz: { ePoiIds: access.platformShopId }, acts: false, signal });
  return read(shopRows, Array.isArray(data) ? data : [data], path)[0]?.name ?? null;
}
