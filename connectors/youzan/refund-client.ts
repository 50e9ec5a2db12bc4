import type { YouzanAccess } from './client.ts';
import { PAGE_SIZE, read } from './client.ts';
import { ConnectorError } from '../errors.ts';
import { STALE_VERSION } from './error-codes.ts';
import { callYouzan } from './gateway.ts';
import { type RefundData, refundData, refundListData } from './wire.ts';

/** page × size may not pass 3,000 (protocol notes 5). */
export const REFUND_PAGES_MAX = 30;

/** `youzan.trade.refund.search`: refunds that were changed in a span of time, of which this call alone counts in seconds. */
export async function searchRefunds(
  access: YouzanAccess,
  { from, to }: { from: Date; to: Date },
  page: number,
  signal: AbortSignal,
): Promise<{ total: number; refunds: { refundId: string; tid: string; status: string }[] }> {
  const body = {
    update_time_start: Math.floor(from.getTime() / 1000),
    update_time_end: Math.floor(to.getTime() / 1000),
    page_no: page,
    page_size: PAGE_SIZE,
  };
  const call = { api: 'youzan.trade.refund.search', version: '3.0.1', body, acts: false, signal };
  const { total, refunds } = read(refundListData, (await callYouzan(access, call)).data, 'trade.refund.search');
  return {
    total: Number(total),
    refunds: refunds.map(({ refund_id, tid, status }) => ({ refundId: refund_id, tid, status })),
  };
}

/** Where a buyer sends goods back to. */
export interface ReturnAddress {
  name: string;
  mobile: string;
  address: string;
}

/**
 * `youzan.trade.refund.agree` pays at once; where goods come back first it is `youzan.trade.returngoods.agree`, which names the address.
 * @throws ConnectorError `rejected` for an exchange, and for a return when there is no address
 */
export function agreeRefund(
  access: YouzanAccess,
  refundId: string,
  returnTo: ReturnAddress | undefined,
  signal: AbortSignal,
): Promise<void> {
  return decide(access, refundId, signal, (refund) => {
    if (refund.refund_type === 'EXCHANGE_GOODS_FLOW')
      throw new ConnectorError('rejected', 'an exchange is agreed to on the pages of Youzan');
    if (!comesBack(refund)) return { api: 'youzan.trade.refund.agree', version: '3.0.1', words: {} };
    if (!returnTo) throw new ConnectorError('rejected', 'a return needs the address that goods come back to');
    return { api: 'youzan.trade.returngoods.agree', version: '3.0.0', words: { ...returnTo } };
  });
}

/** `youzan.trade.refund.refuse`, with words that the buyer reads. */
export function refuseRefund(
  access: YouzanAccess,
  refundId: string,
  remark: string,
  signal: AbortSignal,
): Promise<void> {
  return decide(access, refundId, signal, () => ({
    api: 'youzan.trade.refund.refuse',
    version: '3.0.0',
    words: { remark },
  }));
}

interface Decision {
  api: string;
  version: string;
  words: Readonly<Record<string, string>>;
}

/**
 * Acts on the version of the refund that was read a moment ago. When it was changed in between, it is read and tried once more, unless
 * the sum is another one now: the clerk has decided about the sum that was there.
 */
async function decide(
  access: YouzanAccess,
  refundId: string,
  signal: AbortSignal,
  decisionFor: (refund: RefundData) => Decision,
): Promise<void> {
  const send = (refund: RefundData) => {
    const { api, version, words } = decisionFor(refund);
    // A number on the wire: for a text the gateway answers 5001.
    const body = { refund_id: refundId, version: Number(refund.version), ...words };
    return callYouzan(access, { api, version, body, acts: true, signal });
  };
  const seen = await readRefund(access, refundId, signal);
  try {
    await send(seen);
  } catch (error) {
    if (!(error instanceof ConnectorError) || !STALE_VERSION.has(error.platformCode ?? '')) throw error;
    const now = await readRefund(access, refundId, signal);
    if (now.refund_fee !== seen.refund_fee) throw error;
    await send(now);
  }
}

function comesBack({ refund_type, return_goods }: RefundData): boolean {
  return refund_type === 'REFUND_AND_RETURN' || [true, 'true', '1'].includes(return_goods as boolean | string);
}

/** `youzan.trade.refund.get` */
async function readRefund(access: YouzanAccess, refundId: string, signal: AbortSignal): Promise<RefundData> {
  const call = { api: 'youzan.trade.refund.get', version: '3.0.1', body: { refund_id: refundId }, acts: false, signal };
  return read(refundData, (await callYouzan(access, call)).data, 'trade.refund.get');
}
