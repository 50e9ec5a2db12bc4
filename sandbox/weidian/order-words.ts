import { isRefunding, type StatusOri, type WeidianOrder } from './orders.ts';

export const listNames = ['unship', 'unpay', 'shiped', 'refunding', 'finish', 'close'] as const;

/** The lists of the newer versions under the platform's own spelling; `all` is every one of them. */
export type ListName = (typeof listNames)[number];

interface Words {
  /** In the detail; while a refund runs it is replaced. */
  word: string;
  refunding: string;
  text: string;
  list: ListName;
}

const words: Record<StatusOri, Words> = {
  10: { word: 'unpay', refunding: 'unpay', text: '待付款', list: 'unpay' },
  21: { word: 'unpay', refunding: 'unpay', text: '部分付款', list: 'unpay' },
  20: { word: 'pay', refunding: 'unship_refunding', text: '待发货', list: 'unship' },
  31: { word: 'pay', refunding: 'unship_refunding', text: '部分发货', list: 'unship' },
  30: { word: 'ship', refunding: 'shiped_refunding', text: '已发货', list: 'shiped' },
  40: { word: 'accept', refunding: 'accept_refunding', text: '已确认收货', list: 'finish' },
  50: { word: 'finish', refunding: 'accept_refunding', text: '已完成', list: 'finish' },
  60: { word: 'close', refunding: 'close', text: '已关闭', list: 'close' },
};

/** `status` of the detail. */
export function statusWord(order: WeidianOrder): string {
  const { word, refunding } = words[order.statusOri];
  return isRefunding(order) ? refunding : word;
}

export function statusText(order: WeidianOrder): string {
  return isRefunding(order) ? '退款中' : words[order.statusOri].text;
}

/** The one list that the order is in; a running refund takes it out of its own. */
export function listOf(order: WeidianOrder): ListName {
  return isRefunding(order) ? 'refunding' : words[order.statusOri].list;
}

/** The digits of list 1.1; those of finished orders were not seen, 5 is ours. */
export const listDigits: Record<ListName, string> = {
  unpay: '1',
  unship: '2',
  shiped: '3',
  finish: '5',
  refunding: '7',
  close: '8',
};

/** `order_type` of list 1.1. What is shipped has no list of its own there. */
export const oldListNames: Readonly<Record<string, ListName>> = {
  unpay: 'unpay',
  pend: 'unship',
  refund: 'refunding',
  close: 'close',
  finish: 'finish',
};
