import type { NamedLine } from '../named-lines.ts';
import { ConnectorError } from '../errors.ts';
import { readResult } from './answers.ts';
import { getOrder, type SplitItem } from './client.ts';
import type { WeidianAccess } from './config.ts';
import { orderResult } from './wire.ts';

/**
 * Lines of an order as Weidian has them now, for a call that has to name them.
 * @throws ConnectorError `rejected` when the order has no such lines any more, or does not say what they are called
 */
export async function findItems(
  access: WeidianAccess,
  orderId: string,
  lines: readonly NamedLine[],
  signal: AbortSignal,
): Promise<SplitItem[]> {
  const { items } = readResult(orderResult, await getOrder(access, orderId, signal), 'vdian.order.get');
  return lines.map((line) => {
    const item = items[line.position - 1];
    if (item?.item_name !== line.name || item.quantity !== String(line.of))
      throw new ConnectorError('rejected', `Weidian's order has no line ${line.name} of ${String(line.of)} any more`);
    if (item.sub_order_id !== undefined) return { sub_order_id: item.sub_order_id };
    if (item.item_id !== undefined) return { item_id: item.item_id, item_sku_id: item.sku_id ?? '0' };
    throw new ConnectorError('rejected', `Weidian does not say what its line ${line.name} is called`);
  });
}
