import type { PollCursor } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import type { ProductPage, StockLevel, StockRefusal } from '../goods-and-bills.ts';
import { listGoods, PAGE_SIZE, PAGES_MAX, type YouzanAccess } from './client.ts';
import { callYouzan } from './gateway.ts';

/** Goods that are on sale. The list tells of no specifications, so each of them is a row of its product. */
export async function listProducts(
  access: YouzanAccess,
  cursor: PollCursor | null,
  signal: AbortSignal,
): Promise<ProductPage> {
  const page = Number(cursor?.page ?? 1);
  const { total, items } = await listGoods(access, page, signal);
  return {
    products: items.map(({ itemId, title, priceMinor, quantity, itemNo }) => ({
      productId: itemId,
      skuId: null,
      name: title,
      spec: null,
      skuCode: itemNo,
      priceMinor,
      quantity,
      onSale: true,
    })),
    cursor: { page: page + 1 },
    more: page * PAGE_SIZE < total && page < PAGES_MAX,
  };
}

/** Refusals that are about one of the goods and not about the call. */
const OF_ONE_ITEM: ReadonlySet<string> = new Set(['123005001', '123004002', '123003023']);

/** `youzan.item.quantity.update` 3.0.0, one call for each; `type` 0 sets, so a repeat changes nothing more. */
export async function setStock(
  access: YouzanAccess,
  levels: readonly StockLevel[],
  signal: AbortSignal,
): Promise<StockRefusal[]> {
  const refusals: StockRefusal[] = [];
  for (const { productId, skuId, quantity } of levels) {
    const body = { item_id: productId, ...(skuId === null ? {} : { sku_id: skuId }), quantity, type: 0 };
    try {
      await callYouzan(access, { api: 'youzan.item.quantity.update', version: '3.0.0', body, acts: false, signal });
    } catch (error) {
      if (!(error instanceof ConnectorError) || !OF_ONE_ITEM.has(error.platformCode ?? '')) throw error;
      const { platformCode = '', platformMessage = '' } = error;
      refusals.push({ productId, skuId, platformCode, platformMessage });
    }
  }
  return refusals;
}
