import { UnknownValueError } from '../../domain/errors.ts';
import type { OrderEventKind } from '../../domain/order-event.ts';
import type { CourierStep, DeliveryMode } from '../../domain/order.ts';
import type { OrderFields, RefundFields } from './wire.ts';

/** Order status -> the facts that it tells, earliest first; the last is the news, the others are implied (A6). */
const statusFacts = {
  '1': ['placed'],
  '2': ['placed', 'paid'],
  '3': ['placed', 'paid'],
  '4': ['placed', 'paid', 'accepted'],
  '6': ['placed', 'paid', 'accepted', 'shipping'],
  '8': ['placed', 'paid', 'accepted', 'completed'],
  '9': ['placed', 'cancelled'],
} as const satisfies Record<string, readonly OrderEventKind[]>;

export type OrderStatus = keyof typeof statusFacts;

/** @throws UnknownValueError so that the message waits for a person. */
export function factsOfStatus(status: string): readonly OrderEventKind[] {
  const facts = lookUp<readonly OrderEventKind[]>(statusFacts, status);
  if (!facts) throw new UnknownValueError('status', status);
  return facts;
}

/** `logistics_status` -> fact (A6). Rider news before pick-up move nothing but belong into the timeline. */
const logisticsFacts = {
  '0': 'courier_update',
  '1': 'courier_update',
  '5': 'courier_update',
  '10': 'courier_update',
  '15': 'courier_update',
  '20': 'shipping',
  '40': 'delivered',
  '100': 'courier_gave_up',
} as const satisfies Record<string, OrderEventKind>;

/** `logistics_status` before the goods are on their way -> how far the rider is. 1 tells of the package and not of him. */
const courierStepsOf: Readonly<Record<string, CourierStep>> = {
  '0': 'asked',
  '5': 'held',
  '10': 'taken',
  '15': 'at_shop',
};

export function courierStepOf(status: string): CourierStep | null {
  return lookUp(courierStepsOf, status) ?? null;
}

export function factOfLogistics(status: string): OrderEventKind {
  const fact = lookUp<OrderEventKind>(logisticsFacts, status);
  if (!fact) throw new UnknownValueError('logistics_status', status);
  return fact;
}

/** `logistics_code` of Meituan's own riders: 专送, 快送, mixed, 全城送 (A5). Any other, or none, leaves the way to the shop. */
const RIDERS_OF_MEITUAN: ReadonlySet<string> = new Set(['1001', '1002', '1004', '2002', '2010', '3001']);

export function deliveryModeOf(fields: Pick<OrderFields, 'pick_type' | 'logistics_code'>): DeliveryMode {
  if (fields.pick_type === '1') return 'pickup';
  return RIDERS_OF_MEITUAN.has(fields.logistics_code ?? '') ? 'platform_delivery' : 'delivery';
}

const notifyFacts: Record<string, OrderEventKind> = {
  apply: 'refund_requested',
  part: 'refund_requested',
  agree: 'refund_agreed',
  reject: 'refund_refused',
  cancelRefund: 'refund_withdrawn',
  cancelRefundComplaint: 'refund_withdrawn',
};

const resultFacts: Record<string, OrderEventKind> = {
  '0': 'refund_requested',
  '1': 'refund_refused',
  '2': 'refund_agreed',
  '3': 'refund_refused',
  '4': 'refund_agreed',
  '5': 'refund_agreed',
  '6': 'refund_agreed',
  '7': 'refund_withdrawn',
  '8': 'refund_withdrawn',
};

/** `status` of shops with 退货退款; 10 and 17 depend on whether goods come back (A6). */
function factOfReturnStatus(status: string, serviceType: string | undefined): OrderEventKind {
  const goodsComeBack = serviceType === '2';
  if (['1', '16', '20', '26'].includes(status)) return 'refund_requested';
  if (['10', '17'].includes(status)) return goodsComeBack ? 'refund_requested' : 'refund_agreed';
  if (['21', '27'].includes(status)) return 'refund_agreed';
  if (['11', '18', '22', '28'].includes(status)) return 'refund_refused';
  if (status === '30') return 'refund_withdrawn';
  throw new UnknownValueError('refund status', status);
}

/** Money result: only 3 and 13 mean that the customer has the money back. */
const moneyFacts: Record<string, OrderEventKind> = {
  '3': 'refunded',
  '13': 'refunded',
  '4': 'refund_requested',
  '14': 'refund_requested',
};

/** @throws UnknownValueError for a value that the tables above do not list, or when no field tells. */
export function factOfRefund(fields: RefundFields): OrderEventKind {
  const [field, value, fact] =
    fields.refund_status !== undefined
      ? (['refund_status', fields.refund_status, lookUp(moneyFacts, fields.refund_status)] as const)
      : fields.res_type !== undefined && fields.res_type !== '0'
        ? (['res_type', fields.res_type, lookUp(resultFacts, fields.res_type)] as const)
        : fields.notify_type !== undefined
          ? (['notify_type', fields.notify_type, lookUp(notifyFacts, fields.notify_type)] as const)
          : fields.res_type !== undefined
            ? (['res_type', fields.res_type, lookUp(resultFacts, fields.res_type)] as const)
            : (['status', fields.status ?? '', factOfReturnStatus(fields.status ?? '', fields.service_type)] as const);
  if (!fact) throw new UnknownValueError(field, value);
  return fact;
}

/** `deal_op_type` of a cancellation -> who did it. */
const cancelActors: Record<string, string> = {
  '1': 'customer',
  '2': 'merchant',
  '3': 'platform',
  '4': 'platform',
  '5': 'system',
  '6': 'merchant',
};

/** `reason_code` of a cancellation that Meituan pushes (A6) -> who did it and what a person reads where no words came along. */
const cancelReasons: Record<string, { actor: string; words: string }> = {
  '1001': { actor: 'system', words: '商家超时未接单' },
  '1002': { actor: 'system', words: '顾客超时未付款' },
  '1101': { actor: 'customer', words: '顾客付款时取消' },
  '1102': { actor: 'customer', words: '顾客在接单前取消' },
  '1103': { actor: 'customer', words: '顾客退款' },
  '1201': { actor: 'platform', words: '客服取消' },
  '1202': { actor: 'platform', words: '客服取消' },
  '1203': { actor: 'platform', words: '客服取消' },
  '1204': { actor: 'platform', words: '客服取消' },
  '1301': { actor: 'platform', words: '其他原因' },
  '2001': { actor: 'merchant', words: '商家接单太晚' },
  '2002': { actor: 'merchant', words: '非顾客原因' },
  '2003': { actor: 'merchant', words: '非顾客原因' },
  '2004': { actor: 'merchant', words: '配送延迟' },
  '2005': { actor: 'merchant', words: '顾客投诉' },
  '2006': { actor: 'merchant', words: '顾客要求取消' },
  '2007': { actor: 'merchant', words: '其他原因' },
  '2008': { actor: 'merchant', words: '门店太忙' },
  '2009': { actor: 'merchant', words: '商品已售完' },
  '2010': { actor: 'merchant', words: '地址无法配送' },
  '2011': { actor: 'merchant', words: '门店已打烊' },
  '2012': { actor: 'merchant', words: '联系不上顾客' },
  '2013': { actor: 'merchant', words: '重复订单' },
  '2014': { actor: 'merchant', words: '配送员原因' },
  '2015': { actor: 'merchant', words: '配送员原因' },
  '2016': { actor: 'merchant', words: '配送员原因' },
};

/** Who cancelled: `deal_op_type` says so; where it is not sent, the reason's code does. */
export function actorOfCancel(dealOpType: string | undefined, reasonCode?: string): string {
  return lookUp(cancelActors, dealOpType ?? '') ?? lookUp(cancelReasons, reasonCode ?? '')?.actor ?? 'platform';
}

export function wordsOfCancel(reasonCode: string | undefined): string | null {
  return lookUp(cancelReasons, reasonCode ?? '')?.words ?? null;
}

/** The tables' own keys only: "valueOf" is a text that anybody may send and no status. */
function lookUp<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
