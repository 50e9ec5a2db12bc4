import type { z } from 'zod';
import { MalformedError } from '../../domain/errors.ts';
import { formatBeijing } from '../beijing-time.ts';
import type { ShopAccess } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import { parseWire } from '../wire-format.ts';
import type { YouzanConfig } from './config.ts';
import { callYouzan } from './gateway.ts';
import { tradeListData } from './wire.ts';

export type YouzanAccess = ShopAccess<YouzanConfig>;

/** The most that one page may hold, and the last page that may be asked for. */
export const PAGE_SIZE = 100;
export const PAGES_MAX = 100;

/** Which of an order's times a list goes by. */
export interface TimeSpan {
  by: 'created' | 'update';
  from: Date;
  to: Date;
}

/** `youzan.trades.sold.get`: the ids of one page, and how many orders the whole span has. */
export async function listTrades(
  access: YouzanAccess,
  { by, from, to }: TimeSpan,
  page: number,
  signal: AbortSignal,
): Promise<{ total: number; tids: string[] }> {
  const { data } = await callYouzan(access, {
    api: 'youzan.trades.sold.get',
    version: '4.0.4',
    body: {
      [`start_${by}`]: formatBeijing(from),
      [`end_${by}`]: formatBeijing(to),
      page_no: page,
      page_size: PAGE_SIZE,
    },
    acts: false,
    signal,
  });
  const { total_results, full_order_info_list } = read(tradeListData, data, 'trades.sold.get');
  return {
    total: Number(total_results),
    tids: full_order_info_list.map(({ full_order_info }) => full_order_info.order_info.tid),
  };
}

/** `youzan.trade.get`: the whole answer as text, because it is stored raw before it is read, and the part that is about the order. */
export function getTrade(
  access: YouzanAccess,
  tid: string,
  signal: AbortSignal,
): Promise<{ data: unknown; text: string }> {
  return callYouzan(access, { api: 'youzan.trade.get', version: '4.0.2', body: { tid }, acts: false, signal });
}

/** The answer to a question in the shape that is documented. @throws ConnectorError `unavailable` */
function read<Schema extends z.ZodType>(schema: Schema, data: unknown, name: string): z.infer<Schema> {
  try {
    return parseWire(schema, data, name);
  } catch (error) {
    if (error instanceof MalformedError) throw new ConnectorError('unavailable', error.message);
    throw error;
  }
}
