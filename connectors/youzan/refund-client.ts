import type { z } from 'zod';
import type { YouzanAccess } from './client.ts';
import { PAGE_SIZE, read } from './client.ts';
import { ConnectorError } from '../errors.ts';
import { STALE_VERSION } from './error-codes.ts';
import { callYouzan } from './gateway.ts';
import { refundData, refundListData } from './wire.ts';

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

/** `youzan.trade.refund.agree`: the money may go back. */
export function agreeRefund(access: YouzanAccess, refundId: string, signal: AbortSignal): Promise<void> {
  return act(access, { api: 'youzan.trade.refund.agree', version: '3.0.1' }, refundId, {}, signal);
}

/** `youzan.trade.refund.refuse`, with words that the buyer reads. */
export function refuseRefund(
  access: YouzanAccess,
  refundId: string,
  remark: string,
  signal: AbortSignal,
): Promise<void> {
  return act(access, { api: 'youzan.trade.refund.refuse', version: '3.0.0' }, refundId, { remark }, signal);
}

/**
 * Acts on the version of the refund that was read a moment ago. When it was changed in between, it is read and tried once more, unless
 * the sum is another one now: the clerk has decided about the sum that was there.
 */
async function act(
  access: YouzanAccess,
  call: { api: string; version: string },
  refundId: string,
  words: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  const send = (version: string) =>
    // A number on the wire: for a text the gateway answers 5001.
    callYouzan(access, {
      ...call,
      body: { refund_id: refundId, version: Number(version), ...words },
      acts: true,
      signal,
    });
  const seen = await readRefund(access, refundId, signal);
  try {
    await send(seen.version);
  } catch (error) {
    if (!(error instanceof ConnectorError) || !STALE_VERSION.has(error.platformCode ?? '')) throw error;
    const now = await readRefund(access, refundId, signal);
    if (now.refund_fee !== seen.refund_fee) throw error;
    await send(now.version);
  }
}

/** `youzan.trade.refund.get` */
async function readRefund(
  access: YouzanAccess,
  refundId: string,
  signal: AbortSignal,
): Promise<z.infer<typeof refundData>> {
  const call = { api: 'youzan.trade.refund.get', version: '3.0.1', body: { refund_id: refundId }, acts: false, signal };
  return read(refundData, (await callYouzan(access, call)).data, 'trade.refund.get');
}
