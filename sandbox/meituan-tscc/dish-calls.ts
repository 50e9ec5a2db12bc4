import { z } from 'zod';
import { yuanFromFen } from '../amounts.ts';
import { MeituanError } from '../meituan/errors.ts';
import { stockOf } from '../meituan/menu-calls.ts';
import { dishOf, skuOf, type ShelfDish } from '../meituan/shelves.ts';
import { seconds } from '../meituan/world.ts';
import { malformed, page, requiredText, type Biz } from './biz-fields.ts';
import { PartSuccess, requireShop, type Call, type CallContext } from './call-context.ts';

const LIST_MAX = 200;
const DISHES_PER_CALL_MAX = 200;

const stockText = z.union([z.string(), z.number()]).transform(String);
const stocksSchema = z
  .array(
    z.looseObject({
      eDishCode: z.string(),
      skus: z.array(z.looseObject({ skuId: z.string(), stock: stockText })).min(1),
    }),
  )
  .min(1)
  .max(DISHES_PER_CALL_MAX);

/** A shop's menu and its stock. */
export const dishCalls: Readonly<Record<string, Call>> = {
  'waimai/dish/queryListByEPoiId': (context) => {
    requireShop(context);
    const { offset, limit } = page(context.biz, LIST_MAX);
    return context.world.takeAway
      .shelf(context.app, context.shop)
      .slice(offset, offset + limit)
      .map((dish) => dishView(dish, context.shop.appPoiCode));
  },
  'waimai/dish/updateStock': updateStock,
};

/**
 * Reads all that is wanted before it changes anything: what is malformed fails the whole call, what is unknown only
 * itself. When nothing is known the call fails with the first reason.
 */
function updateStock(context: CallContext): unknown {
  requireShop(context);
  const { world, app, shop, biz } = context;
  const shelf = world.takeAway.shelf(app, shop);
  const wishes = readStocks(biz).flatMap(({ eDishCode, skus }) =>
    skus.map(({ skuId, stock }) => ({ eDishCode, skuId, stock: stockOf(stock) })),
  );
  const failures: { eDishCode: string; skuId: string; error: MeituanError }[] = [];
  for (const { eDishCode, skuId, stock } of wishes) {
    try {
      const dish = dishOf(shelf, eDishCode);
      skuOf(dish, skuId).stock = stock;
      dish.updatedAt = seconds();
    } catch (error) {
      if (!(error instanceof MeituanError)) throw error;
      failures.push({ eDishCode, skuId, error });
    }
  }
  world.changed();
  const [first] = failures;
  if (!first) return 'ok';
  if (failures.length === wishes.length) throw first.error;
  return new PartSuccess(
    failures.map(({ error, ...what }) => ({ ...what, code: error.code, errorMsg: error.message })),
  );
}

/** `dishSkuStocks` is JSON inside text, not a list. */
function readStocks(biz: Biz): z.infer<typeof stocksSchema> {
  const text = requiredText(biz, 'dishSkuStocks');
  try {
    return stocksSchema.parse(JSON.parse(text));
  } catch {
    throw malformed('dishSkuStocks');
  }
}

function dishView(dish: ShelfDish, ePoiId: string): Record<string, unknown> {
  const [first] = dish.skus;
  return {
    ePoiId,
    eDishCode: dish.appFoodCode,
    dishName: dish.name,
    description: '',
    categoryName: '招牌',
    price: yuanFromFen(first?.priceFen ?? 0),
    unit: dish.unit,
    minOrderCount: 1,
    boxNum: first && first.boxPriceFen > 0 ? 1 : 0,
    boxPrice: yuanFromFen(first?.boxPriceFen ?? 0),
    isSoldOut: dish.skus.every((sku) => sku.soldOut) ? 1 : 0,
    picture: '',
    sequence: dish.sequence,
    skus: dish.skus.map((sku) => ({
      skuId: sku.skuId,
      spec: sku.spec,
      upc: '',
      price: String(yuanFromFen(sku.priceFen)),
      stock: sku.stock === null ? '*' : String(sku.stock),
      boxNum: sku.boxPriceFen > 0 ? '1' : '0',
      boxPrice: String(yuanFromFen(sku.boxPriceFen)),
      weight: sku.weightGrams,
    })),
    cTime: dish.createdAt,
    uTime: dish.updatedAt,
  };
}
