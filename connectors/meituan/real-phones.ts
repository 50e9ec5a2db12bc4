import type { PollCursor } from '../contract.ts';
import type { PhonePage } from '../goods-and-bills.ts';
import type { MeituanAccess } from './config.ts';
import { callMeituan, read } from './gateway.ts';
import { phoneRows } from './wire.ts';

/** The most rows that one page may hold (A4). */
const PAGE_SIZE = 1_000;
const PATH = 'order/batchPullPhoneNumber';

/** `order/batchPullPhoneNumber`: what privacy numbers hide, of the shop's open orders. */
export async function fetchRealPhones(
  access: MeituanAccess,
  cursor: PollCursor | null,
  signal: AbortSignal,
): Promise<PhonePage> {
  const offset = Number(cursor?.offset ?? 0);
  const params = { app_poi_code: access.platformShopId, offset: String(offset), limit: String(PAGE_SIZE) };
  const { data } = await callMeituan(access, { method: 'POST', path: PATH, params, acts: false, signal });
  const rows = read(phoneRows, data, PATH);
  const phones = rows.flatMap(({ order_id, wm_order_id_view, real_phone_number: phone }) => {
    const platformOrderId = order_id ?? wm_order_id_view;
    return platformOrderId === undefined || phone === undefined ? [] : [{ platformOrderId, phone }];
  });
  return { phones, cursor: { offset: offset + rows.length }, more: rows.length === PAGE_SIZE };
}
