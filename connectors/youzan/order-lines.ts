import type { NamedLine } from '../named-lines.ts';
import { ConnectorError } from '../errors.ts';
import { getTrade, read, type YouzanAccess } from './client.ts';
import { type PartLineFields, partLinesData } from './wire.ts';

/**
 * Lines of an order as Youzan has them now, for a call that has to name them.
 * @throws ConnectorError `rejected` when the order has no such lines any more: where goods were changed, nothing is done by guess
 */
export async function findLines<Line extends NamedLine>(
  access: YouzanAccess,
  tid: string,
  lines: readonly Line[],
  signal: AbortSignal,
): Promise<{ line: Line; fields: PartLineFields }[]> {
  const { data } = await getTrade(access, tid, signal);
  const { orders } = read(partLinesData, data, 'trade.get').full_order_info;
  return lines.map((line) => {
    const fields = orders[line.position - 1];
    if (fields?.title !== line.name || fields.num !== String(line.of))
      throw new ConnectorError('rejected', `Youzan's order has no line ${line.name} of ${String(line.of)} any more`);
    return { line, fields };
  });
}
