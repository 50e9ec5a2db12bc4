import type { RefuseReason, RejectReason } from '../contract.ts';

/** Our reasons -> Meituan's `reason_code` for a cancellation by the merchant, with the words that the customer reads (A6). */
export const reasonCodes = {
  sold_out: { code: '2009', words: '商品已售完' },
  too_busy: { code: '2008', words: '门店太忙' },
  closed: { code: '2011', words: '门店已打烊' },
  unreachable_address: { code: '2010', words: '地址无法配送' },
  customer_asked: { code: '2006', words: '顾客要求取消' },
  other: { code: '2007', words: '其他原因' },
} as const satisfies Record<RejectReason, { code: string; words: string }>;

/** Meituan takes no code with a refusal, only words; the customer reads them. */
export const refuseWords = {
  already_made: '商品已制作完成',
  already_shipped: '商品已在配送途中',
  nothing_wrong: '商品没有问题',
  settled_otherwise: '已与顾客协商解决',
  other: '商家不同意退款',
} as const satisfies Record<RefuseReason, string>;
