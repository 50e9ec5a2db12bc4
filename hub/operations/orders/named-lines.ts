import type { CommandDetails } from '../../../prisma/store/commands.ts';
import type { LineRow } from '../../../prisma/store/order-views.ts';
import { Problem } from '../../problem.ts';

/** A line, or some pieces of it, as a caller names them. */
export interface AskedGoods {
  lineId: string;
  /** All when left out. */
  quantity?: number;
}

/** The lines that are meant, as they stand on the order. @throws Problem `invalid-request` for a line or a number that it does not have. */
export function namedLines(
  lines: readonly LineRow[],
  asked: readonly AskedGoods[],
): NonNullable<CommandDetails['lines']> {
  const wanted = new Map(asked.map((goods) => [goods.lineId.toLowerCase(), goods]));
  if (wanted.size < asked.length) throw new Problem('invalid-request', 'A line is named twice.');
  const found = lines.flatMap(({ id, name, sku_code: skuCode, quantity: of }, index) => {
    const goods = wanted.get(id);
    if (!goods) return [];
    const { quantity = of } = goods;
    if (quantity > of) throw new Problem('invalid-request', `Of ${name} only ${String(of)} were bought.`);
    return [{ position: index + 1, name, skuCode, quantity, of }];
  });
  if (found.length < wanted.size) throw new Problem('invalid-request', 'A line is not of this order.');
  return found;
}
