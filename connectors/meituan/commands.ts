import type { RejectReason, SalesChannel } from '../contract.ts';
import { cancelOrder, confirmOrder } from './client.ts';
import type { MeituanConfig } from './config.ts';

/** Our reasons -> Meituan's `reason_code` for a cancellation by the merchant, with the words that the customer reads (A6). */
const reasonCodes = {
  sold_out: { code: '2009', words: '商品已售完' },
  too_busy: { code: '2008', words: '门店太忙' },
  closed: { code: '2011', words: '门店已打烊' },
  unreachable_address: { code: '2010', words: '地址无法配送' },
  customer_asked: { code: '2006', words: '顾客要求取消' },
  other: { code: '2007', words: '其他原因' },
} as const satisfies Record<RejectReason, { code: string; words: string }>;

export const commands: SalesChannel<MeituanConfig>['commands'] = {
  accept: ({ config }, { platformOrderId }, signal) => confirmOrder(config, platformOrderId, signal),
  reject: ({ config }, { platformOrderId, reason, note }, signal) => {
    const { code, words } = reasonCodes[reason];
    return cancelOrder(config, platformOrderId, code, note || words, signal);
  },
};
