import { minor, sumMinor, yuanToFen } from '../../domain/money.ts';
import type { PartRefundLine } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import { getTrade, read, type YouzanAccess } from './client.ts';
import { callYouzan } from './gateway.ts';
import { type PartLineFields, partRefundData } from './wire.ts';

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
  const { data } = await getTrade(access, tid, signal);
  const { orders } = read(partRefundData, data, 'trade.get').full_order_info;
  const items = lines.map((line) => {
    const fields = lineOf(orders, line);
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

/** The line at the place that the order had it; where goods were changed meanwhile, nothing is paid back by guess. */
function lineOf(orders: readonly PartLineFields[], line: PartRefundLine): PartLineFields {
  const fields = orders[line.position - 1];
  if (fields?.title !== line.name || fields.num !== String(line.of))
    throw new ConnectorError('rejected', `Youzan's order has no line ${line.name} of ${String(line.of)} any more`);
  return fields;
}

/** Rounded down, so that the pieces of a line never cost more than the line; the whole line is all that was paid for it. */
function shareOf(paymentMinor: number, { quantity, of }: PartRefundLine): number {
  return quantity === of ? paymentMinor : minor(Math.floor((paymentMinor * quantity) / of));
}

function yuanOf(fen: number): string {
  return `${String(Math.floor(fen / 100))}.${String(fen % 100).padStart(2, '0')}`;
}
