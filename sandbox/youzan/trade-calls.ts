import type { ApiCall, CallContext } from './api-calls.ts';
import { integer, optionalInteger, optionalText, requiredText } from './body-fields.ts';
import { YouzanError } from './errors.ts';
import { fullOrderInfo } from './order-info.ts';
import type { YouzanOrder } from './orders.ts';
import { matchesTradeFilter, readTradeFilter } from './trade-filter.ts';
import { tradeView } from './trade-views.ts';

const SELLER_REASONS = { min: 10, max: 17 };
const STARS = { min: 0, max: 5 };

export const tradeCalls: Readonly<Record<string, ApiCall>> = {
  'youzan.trades.sold.get': {
    versions: ['4.0.4'],
    run: ({ world, app, shop, fields }) => {
      const filter = readTradeFilter(fields);
      const pageNo = integer(fields, 'page_no', { min: 1, max: 100, otherwise: 1 });
      const pageSize = integer(fields, 'page_size', { min: 1, max: 100, otherwise: 20 });
      const visibleBefore = Date.now() - app.listLagMs;
      const orders = world.orders
        .list()
        .filter((order) => order.kdtId === shop.kdtId && order.createdAt <= visibleBefore)
        .filter((order) => matchesTradeFilter(order, filter))
        // Newest first, so that a new order moves the others to later pages while somebody reads.
        .sort((a, b) => b.createdAt - a.createdAt || (a.tid < b.tid ? 1 : -1));
      const page = orders.slice((pageNo - 1) * pageSize, pageNo * pageSize);
      return {
        total_results: orders.length,
        full_order_info_list: page.map((order) => ({ full_order_info: fullOrderInfo(order, shop) })),
      };
    },
  },
  'youzan.trade.get': {
    versions: ['4.0.2'],
    run: (context) => tradeView(tradeFor(context), context.shop),
  },
  'youzan.trade.close': {
    versions: ['3.0.0'],
    run: (context) => {
      const order = tradeFor(context);
      const closeType = integer(context.fields, 'close_reason_id', {
        ...SELLER_REASONS,
        otherwise: SELLER_REASONS.min,
      });
      context.world.closeUnpaid(order, closeType, optionalText(context.fields, 'close_reason') ?? '');
      return { is_success: true };
    },
  },
  'youzan.trade.memo.update': {
    versions: ['3.0.0'],
    run: (context) => {
      const order = tradeFor(context);
      context.world.memo(order, optionalText(context.fields, 'memo'), optionalInteger(context.fields, 'flag', STARS));
      return { is_success: true };
    },
  },
};

/** The order that `tid` names; that of another shop is not found either. */
function tradeFor({ world, shop, fields }: CallContext): YouzanOrder {
  const order = world.orders.find(requiredText(fields, 'tid'));
  if (!order || order.kdtId !== shop.kdtId) throw new YouzanError('unknownTrade', 'trade not found');
  return order;
}
