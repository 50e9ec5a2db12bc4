import { yuanToFen } from '../../domain/money.ts';
import { MalformedError } from '../../domain/errors.ts';
import type { PollCursor } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import type { ListedProduct, ProductPage, StockLevel, StockRefusal } from '../goods-and-bills.ts';
import { readJson } from '../wire-format.ts';
import type { MeituanAccess } from './config.ts';
import { callMeituan, read } from './gateway.ts';
import { type FoodFields, foodRows, stockFailures } from './wire.ts';

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
export async function setStock(
  access: MeituanAccess,
  levels: readonly StockLevel[],
  signal: AbortSignal,
): Promise<StockRefusal[]> {
  const foods = new Map<string, StockLevel[]>();
  for (const level of levels) foods.set(level.productId, [...(foods.get(level.productId) ?? []), level]);
  const refusals: StockRefusal[] = [];
  const batches = [...foods];
  for (let start = 0; start < batches.length; start += DISHES_PER_CALL)
    refusals.push(...(await sendStock(access, batches.slice(start, start + DISHES_PER_CALL), signal)));
  return refusals;
}

async function sendStock(
  access: MeituanAccess,
  foods: readonly [string, StockLevel[]][],
  signal: AbortSignal,
): Promise<StockRefusal[]> {
  const path = `${access.config.goods}/sku/stock`;
  const food_data = foods.map(([app_food_code, levels]) => ({
    app_food_code,
    skus: levels.map(({ skuId, quantity }) => ({ sku_id: skuId ?? '', stock: String(quantity) })),
  }));
  const params = { app_poi_code: access.platformShopId, food_data: JSON.stringify(food_data) };
  try {
    const { msg } = await callMeituan(access, { method: 'POST', path, params, acts: false, signal });
    return msg === undefined ? [] : refusalsIn(msg, path);
  } catch (error) {
    // Nothing of the batch is known there any more: that is an answer about each of them.
    if (!(error instanceof ConnectorError) || !['805', '1015'].includes(error.platformCode ?? '')) throw error;
    const { platformCode = '', platformMessage = '' } = error;
    return foods.flatMap(([, levels]) =>
      levels.map(({ productId, skuId }) => ({ productId, skuId, platformCode, platformMessage })),
    );
  }
}

/** `msg` beside "ok" is JSON text of what failed; other words are no failure. */
function refusalsIn(msg: string, path: string): StockRefusal[] {
  let rows: unknown;
  try {
    rows = readJson(msg);
  } catch (error) {
    if (error instanceof MalformedError) return [];
    throw error;
  }
  if (!Array.isArray(rows)) return [];
  return read(stockFailures, rows, path).map(({ app_food_code, sku_id, code, error_msg }) => ({
    productId: app_food_code,
    skuId: sku_id ?? null,
    platformCode: code ?? '',
    platformMessage: error_msg ?? '',
  }));
}

function productsOf(food: FoodFields): ListedProduct[] {
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
