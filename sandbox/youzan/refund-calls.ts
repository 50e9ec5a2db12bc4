import { fenFromYuan, yuanSchema } from '../amounts.ts';
import type { ApiCall, CallContext } from './api-calls.ts';
import {
  integer,
  objectList,
  optionalInteger,
  optionalText,
  requiredLong,
  requiredText,
  type Fields,
} from './body-fields.ts';
import { YouzanError } from './errors.ts';
import { refundableFen, sumOrder, type YouzanOrder } from './orders.ts';
import { demandNumbers, isOpen, refundedFen, type RefundStep, type YouzanRefund } from './refunds.ts';
import { refundRow, refundView } from './trade-views.ts';

const ROWS_REACHABLE_MAX = 3_000;

export const refundCalls: Readonly<Record<string, ApiCall>> = {
  'youzan.trade.refund.search': { versions: ['3.0.1'], run: search },
  'youzan.trade.refund.get': {
    versions: ['3.0.1'],
    run: (context) => {
      const { order, refund } = refundFor(context);
      return refundView(refund, order);
    },
  },
  'youzan.trade.refund.agree': {
    versions: ['3.0.0', '3.0.1'],
    run: (context) => {
      const { order, refund } = decidable(context);
      if (context.shop.balanceShort) throw new YouzanError('balanceShort', '店铺余额不足');
      return step(context, order, refund, 'merchant-agree');
    },
  },
  'youzan.trade.refund.refuse': {
    versions: ['3.0.0'],
    run: (context) => {
      const { order, refund } = decidable(context);
      const remark = requiredText(context.fields, 'remark');
      const done = step(context, order, refund, 'merchant-reject');
      refund.remark = remark;
      return done;
    },
  },
  'youzan.trade.returngoods.agree': {
    versions: ['3.0.0'],
    run: (context) => {
      const { order, refund } = decidable(context);
      const [name, mobile, address] = ['name', 'mobile', 'address'].map((field) => requiredText(context.fields, field));
      const done = step(context, order, refund, 'return-agree');
      refund.returnAddress = { name: name ?? '', mobile: mobile ?? '', address: address ?? '' };
      return done;
    },
  },
  'youzan.trade.returngoods.refuse': {
    versions: ['3.0.0'],
    run: (context) => {
      const { order, refund } = decidable(context);
      const remark = requiredText(context.fields, 'remark');
      const done = step(context, order, refund, 'return-reject');
      refund.remark = remark;
      return done;
    },
  },
  'youzan.trade.refund.seller.active': { versions: ['3.0.1'], envelope: 'text-code', run: startBySeller },
};

function search({ world, shop, fields }: CallContext): unknown {
  const pageNo = integer(fields, 'page_no', { min: 1, max: 100, otherwise: 1 });
  const pageSize = integer(fields, 'page_size', { min: 1, max: 100, otherwise: 20 });
  if (pageNo * pageSize > ROWS_REACHABLE_MAX) throw new YouzanError('badValue', '参数超出范围: page_no*page_size');
  const status = optionalText(fields, 'status');
  const demand = optionalInteger(fields, 'demand');
  const type = optionalInteger(fields, 'type');
  const [created, modified] = (['create', 'update'] as const).map((name) => ({
    from: (optionalInteger(fields, `${name}_time_start`) ?? 0) * 1_000,
    to: (optionalInteger(fields, `${name}_time_end`) ?? Number.MAX_SAFE_INTEGER / 1_000) * 1_000,
  }));
  const found = world.orders
    .list()
    .filter((order) => order.kdtId === shop.kdtId)
    .flatMap((order) => order.refunds.map((refund) => ({ order, refund })))
    .filter(
      ({ refund }) =>
        within(refund.createdAt, created) &&
        within(refund.modifiedAt, modified) &&
        (status === undefined || refund.status === status) &&
        (type === undefined || refund.startedBy === type) &&
        (demand === undefined || demandNumbers[refund.demand] === demand),
    )
    .sort((a, b) => b.refund.createdAt - a.refund.createdAt || (a.refund.refundId < b.refund.refundId ? 1 : -1));
  const page = found.slice((pageNo - 1) * pageSize, pageNo * pageSize);
  return { total: found.length, refunds: page.map(({ order, refund }) => refundRow(refund, order)) };
}

/** Pays back without being asked. The same `biz_value` again changes nothing and answers the same refund. */
function startBySeller({ world, shop, fields }: CallContext): unknown {
  const tid = requiredText(fields, 'tid');
  const bizValue = requiredText(fields, 'biz_value');
  const order = world.orders.find(tid);
  if (!order || order.kdtId !== shop.kdtId) throw new YouzanError('unknownTrade', 'trade not found');
  const before = order.refunds.find((refund) => refund.bizValue === bizValue);
  if (before) return { refund_id: before.refundId, is_success: true };
  const items = askedItems(order, fields);
  const asked = items.reduce((sum, item) => sum + item.feeFen, 0);
  if (asked === 0 || asked > refundableFen(order)) throw new YouzanError('nothingRefundable', '没有可退的金额');
  if (order.refunds.some(isOpen)) throw new YouzanError('stateMoved', '订单存在进行中的退款');
  if (shop.balanceShort) throw new YouzanError('balanceShort', '店铺余额不足');
  const reason = optionalText(fields, 'desc') ?? '';
  const refund = world.openRefund(order, { demand: 'money', startedBy: 2, reason, items, bizValue });
  return { refund_id: refund.refundId, is_success: true };
}

/** Either `items` with a fee for each, or one `oid` with the whole fee. */
function askedItems(order: YouzanOrder, fields: Fields): { oid: string; feeFen: number }[] {
  const rows = objectList(fields, 'items') ?? [];
  const wanted = rows.length > 0 ? rows : [fields];
  const items = wanted.map((row) => ({
    oid: requiredLong(row, 'oid'),
    feeFen: fenOf(requiredText(row, 'refund_fee')),
  }));
  const { lines } = sumOrder(order);
  for (const { oid, feeFen } of items) {
    const line = lines.find((one) => one.oid === oid);
    const leftFen = line ? line.paymentFen - refundedFen(order.refunds, oid) : 0;
    if (feeFen > leftFen) throw new YouzanError('nothingRefundable', '没有可退的金额');
  }
  return items;
}

function fenOf(yuan: string): number {
  if (!yuanSchema.safeParse(yuan).success) throw new YouzanError('badValue', '金额格式错误: refund_fee');
  return fenFromYuan(yuan);
}

/** A refund that the caller has seen in its present version; anything older is 103010039. */
function decidable(context: CallContext): { order: YouzanOrder; refund: YouzanRefund } {
  const found = refundFor(context);
  const version = requiredLong(context.fields, 'version');
  if (version !== String(found.refund.version))
    throw new YouzanError('staleRefundVersion', '退款版本号已过期，请刷新后重试');
  return found;
}

function refundFor({ world, shop, fields }: CallContext): { order: YouzanOrder; refund: YouzanRefund } {
  const found = world.orders.findRefund(requiredText(fields, 'refund_id'));
  if (!found) throw new YouzanError('unknownRefund', '退款单不存在');
  if (found.order.kdtId !== shop.kdtId) throw new YouzanError('refundOfOtherShop', '退款单不属于该店铺');
  return found;
}

function step({ world }: CallContext, order: YouzanOrder, refund: YouzanRefund, name: RefundStep): unknown {
  world.stepRefund(order, refund, name);
  return { is_success: true };
}

function within(moment: number, window: { from: number; to: number } | undefined): boolean {
  const second = Math.floor(moment / 1_000) * 1_000;
  return window === undefined || (second >= window.from && second <= window.to);
}
