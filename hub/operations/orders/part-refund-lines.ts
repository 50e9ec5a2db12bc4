import type { CommandDetails } from '../../../prisma/store/commands.ts';
import type { LineRow } from '../../../prisma/store/order-views.ts';
import { Problem } from '../../problem.ts';

/** Some pieces of a line, as a caller names them. */
export interface AskedGoods {
  lineId: string;
  quantity: number;
}

/** The lines that are meant, as they stand on the order. @throws Problem `invalid-request` for a line or a number that it does not have. */
export function partRefundLines(
  lines: readonly LineRow[],
  asked: readonly AskedGoods[],
): NonNullable<CommandDetails['lines']> {
  const wanted = new Map(asked.map(({ lineId, quantity }) => [lineId.toLowerCase(), quantity]));
  if (wanted.size < asked.length) throw new Problem('invalid-request', 'A line is named twice.');
  const found = lines.flatMap(({ id, name, sku_code: skuCode, quantity: of }, index) => {
    const quantity = wanted.get(id);
    if (quantity === undefined) return [];
    if (quantity > of) throw new Problem('invalid-request', `Of ${name} only ${String(of)} were bought.`);
    return [{ position: index + 1, name, skuCode, quantity, of }];
  });
  if (found.length < wanted.size) throw new Problem('invalid-request', 'A line is not of this order.');
  return found;
}
