import type { PartRefundLine } from '../named-lines.ts';
import { ConnectorError } from '../errors.ts';
import { applyPartRefund, getPartRefundFoods, type PartRefundFood } from './client.ts';
import type { MeituanAccess } from './config.ts';
import type { RefundableFood } from './wire.ts';

/**
 * Pays some dishes back. What may still be paid back is asked for first, for the codes that Meituan knows each dish by and for how many
 * are left; a dish that was paid back by another hand meanwhile is then refused here and not paid twice.
 * @throws ConnectorError `rejected` when a line is not, or not so often, among them
 */
export async function refundPart(
  access: MeituanAccess,
  orderId: string,
  { lines, words }: { lines: readonly PartRefundLine[]; words: string },
  signal: AbortSignal,
): Promise<void> {
  const left = await getPartRefundFoods(access, orderId, signal);
  const foods = new Map<RefundableFood, number>();
  for (const line of lines) {
    const food = left.find(
      (one) => isSameDish(one, line) && Number(one.count) - (foods.get(one) ?? 0) >= line.quantity,
    );
    if (!food)
      throw new ConnectorError(
        'rejected',
        `Meituan does not pay back ${String(line.quantity)} × ${line.name} any more`,
      );
    foods.set(food, (foods.get(food) ?? 0) + line.quantity);
  }
  await applyPartRefund(access, orderId, { reason: words, foods: [...foods].map(wireFood) }, signal);
}

/** By name and, where the shop keeps codes, by code: two specifications of a dish have one name. */
function isSameDish({ food_name, sku_id, app_food_code }: RefundableFood, { name, skuCode }: PartRefundLine): boolean {
  const code = sku_id ?? app_food_code ?? null;
  return (food_name === undefined || food_name === name) && code === skuCode;
}

function wireFood([{ app_food_code = '', sku_id = '', item_id }, count]: [RefundableFood, number]): PartRefundFood {
  return { app_food_code, sku_id, count, ...(item_id === undefined ? {} : { item_id }) };
}
