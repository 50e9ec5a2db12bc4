import type { PollCursor } from '../contract.ts';
import type { ProductPage, StockLevel, StockRefusal } from '../goods-and-bills.ts';
import { failedRows, productsOf, refusalOf, stockInBatches } from '../meituan/products.ts';
import { foodRows } from '../meituan/wire.ts';
import { read } from './answers.ts';
import type { TsccAccess } from './config.ts';
import { callTscc } from './gateway.ts';
import { dishRows, isRecord, named } from './wire.ts';

/** **?** The most that a page may hold is not said; that of the other gateway. */
const PAGE_SIZE = 200;

/** `waimai/dish/queryListByEPoiId`, a row for each specification. */
export async function listProducts(
  access: TsccAccess,
  cursor: PollCursor | null,
  signal: AbortSignal,
): Promise<ProductPage> {
  const offset = Number(cursor?.offset ?? 0);
  const path = 'waimai/dish/queryListByEPoiId';
  const biz = { ePoiId: access.platformShopId, offset, limit: PAGE_SIZE };
  const { data } = await callTscc(access, { path, biz, acts: false, signal });
  const dishes = read(foodRows, read(dishRows, data, path).map(namedDish), path);
  return {
    products: dishes.flatMap(productsOf),
    cursor: { offset: offset + dishes.length },
    more: dishes.length === PAGE_SIZE,
  };
}

function namedDish(dish: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { skus, ...fields } = dish;
  return {
    ...named(fields),
    skus: Array.isArray(skus) ? skus.map((sku: unknown) => (isRecord(sku) ? named(sku) : sku)) : skus,
  };
}

/** `waimai/dish/updateStock`: absolute numbers, so a repeat changes nothing more. **?** A batch may be taken in part, told as at the other gateway. */
export function setStock(
  access: TsccAccess,
  levels: readonly StockLevel[],
  signal: AbortSignal,
): Promise<StockRefusal[]> {
  const path = 'waimai/dish/updateStock';
  return stockInBatches(levels, async (dishes) => {
    const stocks = dishes.map(([eDishCode, skus]) => ({
      eDishCode,
      skus: skus.map(({ skuId, quantity }) => ({ skuId: skuId ?? '', stock: String(quantity) })),
    }));
    const biz = { ePoiId: access.platformShopId, dishSkuStocks: JSON.stringify(stocks) };
    const { msg } = await callTscc(access, { path, biz, acts: false, signal });
    return failedRows(msg).map((row) => refusalOf(isRecord(row) ? named(row) : row, path));
  });
}
