import { dayBounds } from '../../domain/business-day.ts';
import { MalformedError } from '../../domain/errors.ts';
import type { PollCursor } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import type { BillPage } from '../goods-and-bills.ts';
import { rowTexts } from '../wire-format.ts';
import type { MeituanAccess } from './config.ts';
import { callMeituan } from './gateway.ts';

/** The most rows that one page may hold (A4). */
const PAGE_SIZE = 200;
const PATH = 'wm/bill/list';

/**
 * `wm/bill/list`: the rows of a day, refunds as rows of their own. Both dates are the second that the day begins.
 * @param day `2026-11-23`, a Beijing day
 */
export async function fetchBill(
  access: MeituanAccess,
  day: string,
  cursor: PollCursor | null,
  signal: AbortSignal,
): Promise<BillPage> {
  const offset = Number(cursor?.offset ?? 0);
  const begin = String(Math.floor(dayBounds(day, 'Asia/Shanghai').start.getTime() / 1000));
  const params = {
    app_poi_code: access.platformShopId,
    start_date: begin,
    end_date: begin,
    offset: String(offset),
    limit: String(PAGE_SIZE),
  };
  const { text } = await callMeituan(access, { path: PATH, params, acts: false, signal });
  const rows = rowsIn(text);
  return { rows, cursor: { offset: offset + rows.length }, more: rows.length === PAGE_SIZE };
}

/** The shape around the rows was not seen: a list, or a list beside its total (MAPPING). */
function rowsIn(text: string): string[] {
  try {
    return rowTexts(text, (answer) => {
      const data = member(answer, 'data');
      return Array.isArray(data) ? data : (member(data, 'list') ?? member(data, 'data'));
    });
  } catch (error) {
    if (error instanceof MalformedError) throw new ConnectorError('unavailable', `${PATH}: ${error.message}`);
    throw error;
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
