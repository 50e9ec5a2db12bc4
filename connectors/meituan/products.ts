import { yuanToFen } from '../../domain/money.ts';
import { MalformedError } from '../../domain/errors.ts';
import type { PollCursor } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import type { ListedProduct, ProductPage, StockLevel, StockRefusal } from '../goods-and-bills.ts';
import { readJson } from '../wire-format.ts';
import type { MeituanAccess } from './config.ts';
import { callMeituan, read } from './gateway.ts';
import { type FoodFields, foodRows, stockFailure } from './wire.ts';

/** The most that a page, and a batch of levels, may hold (A4, A8). */
const PAGE_SIZE = 200;
const DISHES_PER_CALL = 200;
/** Stock without limit, in the platform's own sign. */
const UNLIMITED = '*';

/** `food/list` of restaurants or `retail/list` of other shops, a row for each specification. */
export async function listProducts(
  access: MeituanAccess,
  cursor: PollCursor | null,
  signal: AbortSignal,
): Promise<ProductPage> {
  const offset = Number(cursor?.offset ?? 0);
  const path = `${access.config.goods}/list`;
  const params = { app_poi_code: access.platformShopId, offset: String(offset), limit: String(PAGE_SIZE) };
  const foods = read(foodRows, (await callMeituan(access, { path, params, acts: false, signal })).data, path);
  return {
    products: foods.flatMap(productsOf),
    cursor: { offset: offset + foods.length },
    more: foods.length === PAGE_SIZE,
  };
}

/** `food/sku/stock`: absolute numbers, so a repeat changes nothing more. A batch may be taken in part (A3). */
export function setStock(
  access: MeituanAccess,
  levels: readonly StockLevel[],
  signal: AbortSignal,
): Promise<StockRefusal[]> {
  const path = `${access.config.goods}/sku/stock`;
  return stockInBatches(levels, async (foods) => {
    const food_data = foods.map(([app_food_code, skus]) => ({
      app_food_code,
      skus: skus.map(({ skuId, quantity }) => ({ sku_id: skuId ?? '', stock: String(quantity) })),
    }));
    const params = { app_poi_code: access.platformShopId, food_data: JSON.stringify(food_data) };
    const { msg } = await callMeituan(access, { method: 'POST', path, params, acts: false, signal });
    return failedRows(msg).map((row) => refusalOf(row, path));
  });
}

/** Dishes with the levels of their specifications. */
export type StockBatch = readonly [dishCode: string, levels: readonly StockLevel[]][];

/** @param send answers what of a batch was not taken. */
export async function stockInBatches(
  levels: readonly StockLevel[],
  send: (batch: StockBatch) => Promise<StockRefusal[]>,
): Promise<StockRefusal[]> {
  const foods = new Map<string, StockLevel[]>();
  for (const level of levels) foods.set(level.productId, [...(foods.get(level.productId) ?? []), level]);
  const refusals: StockRefusal[] = [];
  const all = [...foods];
  for (let start = 0; start < all.length; start += DISHES_PER_CALL) {
    const batch = all.slice(start, start + DISHES_PER_CALL);
    refusals.push(...(await send(batch).catch((error: unknown) => refusedWhole(error, batch))));
  }
  return refusals;
}

/** Where nothing of the batch is known there any more, that is an answer about each of them. */
function refusedWhole(error: unknown, batch: StockBatch): StockRefusal[] {
  if (!(error instanceof ConnectorError) || !['805', '1015'].includes(error.platformCode ?? '')) throw error;
  const { platformCode = '', platformMessage = '' } = error;
  return batch.flatMap(([, levels]) =>
    levels.map(({ productId, skuId }) => ({ productId, skuId, platformCode, platformMessage })),
  );
}

/** `msg` beside a success is JSON text of what failed; other words are no failure. */
export function failedRows(msg: string | undefined): unknown[] {
  try {
    const rows = readJson(msg ?? '');
    return Array.isArray(rows) ? rows : [];
  } catch (error) {
    if (error instanceof MalformedError) return [];
    throw error;
  }
}

export function refusalOf(row: unknown, path: string): StockRefusal {
  const { app_food_code, sku_id, code, error_msg } = read(stockFailure, row, path);
  return {
    productId: app_food_code,
    skuId: sku_id ?? null,
    platformCode: code ?? '',
    platformMessage: error_msg ?? '',
  };
}

/** A row for each specification. */
export function productsOf(food: FoodFields): ListedProduct[] {
  const onSale = food.is_sold_out !== '1';
  const common = { productId: food.app_food_code ?? food.name, name: food.name, onSale };
  const skus = food.skus ?? [];
  if (skus.length === 0)
    return [
      { ...common, skuId: null, spec: null, skuCode: common.productId, priceMinor: fen(food.price), quantity: null },
    ];
  return skus.map((sku) => ({
    ...common,
    skuId: sku.sku_id ?? null,
    spec: sku.spec ?? null,
    skuCode: sku.sku_id ?? common.productId,
    priceMinor: fen(sku.price ?? food.price),
    quantity: sku.stock === undefined || sku.stock === UNLIMITED ? null : Number(sku.stock),
  }));
}

function fen(yuan: string | undefined): number {
  return yuanToFen(yuan ?? '0');
}
