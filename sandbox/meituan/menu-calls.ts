import { z } from 'zod';
import { fenFromYuan, yuanFromFen, yuanSchema } from '../amounts.ts';
import type { MeituanApp } from './apps.ts';
import { PartSuccess, page, required, shopFor, type Call, type Params } from './call-params.ts';
import { MeituanError } from './errors.ts';
import { dishOf, skuOf, type ShelfDish, type ShelfSku } from './shelves.ts';
import { seconds, type MeituanWorld } from './world.ts';

const LIST_MAX = 200;
const DISHES_PER_CALL_MAX = 200;
const STOCK_UNLIMITED = '*';

const foodDataSchema = z
  .array(
    z.looseObject({
      app_food_code: z.string(),
      skus: z.array(z.looseObject({ sku_id: z.string(), stock: text().optional(), price: text().optional() })).min(1),
    }),
  )
  .min(1)
  .max(DISHES_PER_CALL_MAX);

type Wanted = z.infer<typeof foodDataSchema>[number]['skus'][number];

/** The same calls exist for restaurants (`food`) and for shops of other goods (`retail`). */
export const menuCalls: Readonly<Record<string, Call>> = { ...callsOf('food'), ...callsOf('retail') };

function callsOf(prefix: 'food' | 'retail'): Record<string, Call> {
  return {
    [`${prefix}/list`]: (world, app, params) => {
      const { offset, limit } = page(params, LIST_MAX);
      const code = required(params, 'app_poi_code');
      return shelfFor(world, app, params)
        .slice(offset, offset + limit)
        .map((dish) => dishFields(dish, code));
    },
    [`${prefix}/get`]: (world, app, params) => {
      const shelf = shelfFor(world, app, params);
      return dishFields(dishOf(shelf, required(params, 'app_food_code')), required(params, 'app_poi_code'));
    },
    [`${prefix}/sku/stock`]: (world, app, params) =>
      changeSkus(world, app, params, ({ stock }) => {
        const wanted = stockOf(stock);
        return (sku) => void (sku.stock = wanted);
      }),
    [`${prefix}/sku/inc_stock`]: (world, app, params) =>
      changeSkus(world, app, params, ({ stock }) => moveStock(stockOf(stock))),
    [`${prefix}/sku/desc_stock`]: (world, app, params) =>
      changeSkus(world, app, params, ({ stock }) => moveStock(-(stockOf(stock) ?? 0))),
    [`${prefix}/sku/price`]: (world, app, params) =>
      changeSkus(world, app, params, ({ price }) => {
        if (!yuanSchema.safeParse(price).success) throw malformed('price');
        const priceFen = fenFromYuan(price ?? '');
        return (sku) => void (sku.priceFen = priceFen);
      }),
    [`${prefix}/sku/sellStatus`]: (world, app, params) => {
      const status = required(params, 'sell_status');
      if (status !== '0' && status !== '1') throw malformed('sell_status');
      return changeSkus(world, app, params, () => (sku) => void (sku.soldOut = status === '1'));
    },
  };
}

/**
 * Reads all that is wanted before it changes anything: what is malformed fails the whole call, what is unknown only
 * itself. When nothing is known the call fails with the first reason.
 */
function changeSkus(
  world: MeituanWorld,
  app: MeituanApp,
  params: Params,
  changeFor: (wanted: Wanted) => (sku: ShelfSku) => void,
): unknown {
  const shelf = shelfFor(world, app, params);
  const wishes = readFoodData(params).flatMap((food) =>
    food.skus.map((wanted) => ({ code: food.app_food_code, skuId: wanted.sku_id, change: changeFor(wanted) })),
  );
  const failures: { app_food_code: string; sku_id: string; error: MeituanError }[] = [];
  for (const { code, skuId, change } of wishes) {
    try {
      const dish = dishOf(shelf, code);
      change(skuOf(dish, skuId));
      dish.updatedAt = seconds();
    } catch (error) {
      if (!(error instanceof MeituanError)) throw error;
      failures.push({ app_food_code: code, sku_id: skuId, error });
    }
  }
  world.changed();
  const [first] = failures;
  if (!first) return 'ok';
  if (failures.length === wishes.length) throw first.error;
  return new PartSuccess(
    failures.map(({ error, ...what }) => ({ ...what, code: error.code, error_msg: error.message })),
  );
}

function shelfFor(world: MeituanWorld, app: MeituanApp, params: Params): ShelfDish[] {
  const shop = shopFor(world, app, params);
  return world.shelf(app, shop);
}

function readFoodData(params: Params): z.infer<typeof foodDataSchema> {
  const text = required(params, 'food_data');
  try {
    return foodDataSchema.parse(JSON.parse(text));
  } catch {
    throw malformed('food_data');
  }
}

/** Whole numbers from nothing up, or a star for stock without limit. */
export function stockOf(stock: string | undefined): number | null {
  if (stock === STOCK_UNLIMITED) return null;
  if (stock === undefined || !/^\d{1,9}$/.test(stock)) throw malformed('stock');
  return Number(stock);
}

function moveStock(by: number | null): (sku: ShelfSku) => void {
  return (sku) => {
    if (by === null) sku.stock = null;
    else if (sku.stock !== null) sku.stock = Math.max(0, sku.stock + by);
  };
}

function dishFields(dish: ShelfDish, appPoiCode: string): Record<string, unknown> {
  const [first] = dish.skus;
  return {
    app_poi_code: appPoiCode,
    app_food_code: dish.appFoodCode,
    name: dish.name,
    description: '',
    category_name: '招牌',
    price: yuanFromFen(first?.priceFen ?? 0),
    unit: dish.unit,
    min_order_count: 1,
    box_num: first && first.boxPriceFen > 0 ? 1 : 0,
    box_price: yuanFromFen(first?.boxPriceFen ?? 0),
    is_sold_out: dish.skus.every((sku) => sku.soldOut) ? 1 : 0,
    picture: '',
    sequence: dish.sequence,
    skus: dish.skus.map(skuFields),
    ctime: dish.createdAt,
    utime: dish.updatedAt,
  };
}

/** Amounts and numbers of a specification are text. */
function skuFields(sku: ShelfSku): Record<string, unknown> {
  return {
    sku_id: sku.skuId,
    spec: sku.spec,
    upc: '',
    price: String(yuanFromFen(sku.priceFen)),
    stock: sku.stock === null ? STOCK_UNLIMITED : String(sku.stock),
    box_num: sku.boxPriceFen > 0 ? '1' : '0',
    box_price: String(yuanFromFen(sku.boxPriceFen)),
    weight: sku.weightGrams,
  };
}

function malformed(name: string): MeituanError {
  return new MeituanError('malformedParameter', `参数格式错误: ${name}`);
}

function text(): z.ZodType<string> {
  return z.union([z.string(), z.number()]).transform(String);
}
