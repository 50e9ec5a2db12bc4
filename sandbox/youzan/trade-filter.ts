import { optionalLong, optionalMoment, optionalText, type Fields } from './body-fields.ts';
import { YouzanError } from './errors.ts';
import { orderStatuses, sumOrder, type YouzanOrder } from './orders.ts';
import { orderRefundState } from './refunds.ts';

const windowNames = ['created', 'update', 'success', 'pay'] as const;
const SPAN_MONTHS_MAX = 3;

const expressTypes: Record<string, number> = { EXPRESS: 0, SELF_FETCH: 1, LOCAL_DELIVERY: 2 };

export interface TradeFilter {
  windows: Partial<Record<(typeof windowNames)[number], { from: number; to: number }>>;
  status?: string;
  tid?: string;
  openId?: string;
  phone?: string;
  name?: string;
  keywords?: string;
  expressType?: number;
  goodsId?: string;
  nodeKdtId?: string;
}

/** Reads the filters of the order list; a window with one end only is ignored, as on the real platform. */
export function readTradeFilter(fields: Fields): TradeFilter {
  const filter: TradeFilter = { windows: {} };
  for (const name of windowNames) {
    const from = optionalMoment(fields, `start_${name}`);
    const to = optionalMoment(fields, `end_${name}`);
    if (from === undefined || to === undefined) continue;
    const longest = new Date(from);
    longest.setUTCMonth(longest.getUTCMonth() + SPAN_MONTHS_MAX);
    if (to > longest.getTime()) throw new YouzanError('badValue', `查询时间跨度不能超过3个月: start_${name}`);
    filter.windows[name] = { from, to };
  }
  const texts = {
    status: optionalText(fields, 'status'),
    tid: optionalText(fields, 'tid'),
    openId: optionalText(fields, 'yz_open_id'),
    phone: optionalText(fields, 'receiver_phone'),
    name: optionalText(fields, 'receiver_name'),
    keywords: optionalText(fields, 'keywords'),
    goodsId: optionalLong(fields, 'goods_id'),
    nodeKdtId: optionalLong(fields, 'node_kdt_id'),
  };
  Object.assign(filter, Object.fromEntries(Object.entries(texts).filter(([, text]) => text)));
  if (filter.status) filter.status = statusOf(filter.status);
  const expressType = optionalText(fields, 'express_type');
  if (expressType) {
    const number = expressTypes[expressType];
    if (number === undefined) throw new YouzanError('badValue', '参数超出范围: express_type');
    filter.expressType = number;
  }
  return filter;
}

export function matchesTradeFilter(order: YouzanOrder, filter: TradeFilter): boolean {
  const moments = { created: order.createdAt, update: order.updatedAt, success: order.successAt, pay: order.paidAt };
  const { address, buyer, lines } = order;
  const { keywords, goodsId } = filter;
  return (
    windowNames.every((name) => within(moments[name], filter.windows[name])) &&
    matchesStatus(order, filter.status) &&
    same(filter.tid, order.tid) &&
    same(filter.openId, buyer.openId) &&
    same(filter.phone, address.tel) &&
    same(filter.name, address.name) &&
    same(filter.expressType, order.expressType) &&
    same(filter.nodeKdtId, order.kdtId) &&
    (goodsId === undefined || lines.some((line) => line.itemId === goodsId)) &&
    (keywords === undefined || [order.tid, ...lines.map((line) => line.title)].some((text) => text.includes(keywords)))
  );
}

function same<T>(wanted: T | undefined, has: T): boolean {
  return wanted === undefined || wanted === has;
}

/** Both ends included, by whole seconds: that is all the caller can see of a moment. */
function within(moment: number | undefined, window: { from: number; to: number } | undefined): boolean {
  if (!window) return true;
  if (moment === undefined) return false;
  const second = Math.floor(moment / 1_000) * 1_000;
  return second >= window.from && second <= window.to;
}

function statusOf(text: string): string {
  // One of the platform's own lists spells it so.
  const status = text === 'TRADE_CLOSE' ? 'TRADE_CLOSED' : text;
  if (status === 'TRADE_REFUND' || orderStatuses.some((known) => known === status)) return status;
  throw new YouzanError('badValue', `参数超出范围: status=${text}`);
}

function matchesStatus(order: YouzanOrder, status: string | undefined): boolean {
  if (status === 'TRADE_REFUND') return orderRefundState(order.refunds, sumOrder(order).paymentFen) > 0;
  return same(status, order.status);
}
