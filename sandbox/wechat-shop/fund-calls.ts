import { beijingTime } from '../beijing-time.ts';
import type { WechatCall } from '../wechat/gateway.ts';
import type { ShopApp } from './apps.ts';
import { read, shopError } from './errors.ts';
import { sumOrder, type ShopOrder } from './orders.ts';
import { commissionFen } from './views.ts';
import type { ShopWorld } from './world.ts';

const PAGE_MAX = 100;

interface Flow {
  flowId: string;
  /** 1 an order's income, 4 the platform's commission, 5 money back to a customer. */
  fundsType: 1 | 4 | 5;
  /** 1 in, 2 out. */
  flowType: 1 | 2;
  amountFen: number;
  at: number;
  orderId: string;
  aftersaleId?: string;
}

export function fundCalls(world: ShopWorld): Readonly<Record<string, WechatCall<ShopApp>>> {
  const flowsOf = (app: ShopApp): Flow[] =>
    [...world.orders.values()]
      .filter(({ appid }) => appid === app.appid)
      .flatMap(flowsOfOrder)
      .sort((a, b) => b.at - a.at);
  return {
    'channels/ec/funds/getbalance': (app) => {
      const orders = [...world.orders.values()].filter(({ appid }) => appid === app.appid);
      const pending = orders.filter(
        (order) => order.paidAt !== undefined && order.settledAt === undefined && order.status < 190,
      );
      return {
        available_amount: flowsOf(app).reduce(
          (sum, { flowType, amountFen }) => sum + (flowType === 1 ? amountFen : -amountFen),
          0,
        ),
        pending_amount: pending.reduce((sum, order) => sum + sumOrder(order).orderFen, 0),
        sub_mchid: '1900000109',
      };
    },
    'channels/ec/funds/getfundsflowlist': (app, fields) => {
      const page = read.integer(fields, 'page', { min: 1, max: 10_000, otherwise: 1 });
      const size = read.integer(fields, 'page_size', { min: 1, max: PAGE_MAX, otherwise: 10 });
      const from = momentField(fields, 'start_time') ?? 0;
      const to = momentField(fields, 'end_time') ?? Number.MAX_SAFE_INTEGER;
      const flows = flowsOf(app).filter(({ at }) => at >= from && at <= to);
      const shown = flows.slice((page - 1) * size, page * size);
      return {
        flow_ids: shown.map(({ flowId }) => flowId),
        has_more: flows.length > page * size,
        next_key: '',
        total_num: flows.length,
      };
    },
    'channels/ec/funds/getfundsflowdetail': (app, fields) => {
      const flow = flowsOf(app).find(({ flowId }) => flowId === read.text(fields, 'flow_id'));
      if (!flow) throw shopError('badField', 'flow_id');
      return { funds_flow: flowView(flow) };
    },
  };
}

/** Settling brings in the price and takes the commission; what was paid back afterwards goes out. */
function flowsOfOrder(order: ShopOrder): Flow[] {
  const { settledAt, orderId } = order;
  if (settledAt === undefined) return [];
  const back = order.aftersales.filter(({ outcome }) => outcome === 'refunded');
  return [
    { flowId: `${orderId}1`, fundsType: 1, flowType: 1, amountFen: sumOrder(order).orderFen, at: settledAt, orderId },
    { flowId: `${orderId}4`, fundsType: 4, flowType: 2, amountFen: commissionFen(order), at: settledAt, orderId },
    ...back.map(({ aftersaleId, amountFen, updatedAt }): Flow => ({
      flowId: `${aftersaleId}5`,
      fundsType: 5,
      flowType: 2,
      amountFen,
      at: Math.max(updatedAt, settledAt),
      orderId,
      aftersaleId,
    })),
  ];
}

function flowView(flow: Flow): Record<string, unknown> {
  const related = [
    { related_type: 1, order_id: flow.orderId },
    ...(flow.aftersaleId ? [{ related_type: 2, aftersale_id: flow.aftersaleId }] : []),
  ];
  return {
    flow_id: flow.flowId,
    funds_type: flow.fundsType,
    flow_type: flow.flowType,
    amount: flow.amountFen,
    balance: 0,
    related_info_list: related,
    bookkeeping_time: beijingTime(flow.at),
    remark: '',
  };
}

function momentField(fields: Readonly<Record<string, unknown>>, name: string): number | undefined {
  const text = read.optional(fields, name);
  if (text === undefined) return undefined;
  if (!/^\d{10}$/.test(text)) throw shopError('badField', name);
  return Number(text) * 1_000;
}
