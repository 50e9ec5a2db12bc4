import { minor, sumMinor, yuanToFen } from '../../domain/money.ts';
import type { PartRefundLine } from '../named-lines.ts';
import type { YouzanAccess } from './client.ts';
import { callYouzan } from './gateway.ts';
import { findLines } from './order-lines.ts';

/**
 * `youzan.trade.refund.seller.active`: pays some goods back. Youzan wants the sum, which is the goods' share of what was paid for their
 * line. `biz_value` is the command, so Youzan itself pays once however often it is told.
 * @throws ConnectorError `rejected` when the order has no such lines any more
 */
export async function refundPart(
  access: YouzanAccess,
  { tid, commandId, lines, words }: { tid: string; commandId: string; lines: readonly PartRefundLine[]; words: string },
  signal: AbortSignal,
): Promise<void> {
  const items = (await findLines(access, tid, lines, signal)).map(({ line, fields }) => {
    return { oid: fields.oid, num: line.quantity, feeMinor: shareOf(yuanToFen(fields.payment), line) };
  });
  const body = {
    tid,
    items: items.map(({ oid, num, feeMinor }) => ({ oid, num, refund_fee: yuanOf(feeMinor) })),
    refund_fee: yuanOf(sumMinor(items.map(({ feeMinor }) => feeMinor))),
    desc: words,
    biz_value: commandId,
  };
  await callYouzan(access, { api: 'youzan.trade.refund.seller.active', version: '3.0.1', body, acts: true, signal });
}

/** Rounded down, so that the pieces of a line never cost more than the line; the whole line is all that was paid for it. */
function shareOf(paymentMinor: number, { quantity, of }: PartRefundLine): number {
  return quantity === of ? paymentMinor : minor(Math.floor((paymentMinor * quantity) / of));
}

function yuanOf(fen: number): string {
  return `${String(Math.floor(fen / 100))}.${String(fen % 100).padStart(2, '0')}`;
}
