import type { PollCursor } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import type { ListedProduct, ProductPage, StockLevel, StockRefusal } from '../goods-and-bills.ts';
import { ITEM_PAGES_MAX, listItems, PAGE_SIZE } from './client.ts';
import type { WeidianAccess } from './config.ts';
import { callWeidian } from './gateway.ts';

/** Goods on and off sale; each specification is a row, goods without any are one row. */
export async function listProducts(
  access: WeidianAccess,
  cursor: PollCursor | null,
  signal: AbortSignal,
): Promise<ProductPage> {
  const page = Number(cursor?.page ?? 1);
  const { total, items } = await listItems(access, page, signal);
  const products = items.flatMap(({ itemId: productId, name, onSale, skus, ...whole }): ListedProduct[] => {
    const common = { productId, name, onSale };
    if (skus.length === 0) {
      const { code: skuCode, priceMinor, stock: quantity } = whole;
      return [{ ...common, skuId: null, spec: null, skuCode, priceMinor, quantity }];
    }
    return skus.map(({ skuId, title: spec, code, priceMinor, stock: quantity }) => {
      return { ...common, skuId, spec, skuCode: code ?? whole.code, priceMinor, quantity };
    });
  });
  return { products, cursor: { page: page + 1 }, more: page * PAGE_SIZE < total && page < ITEM_PAGES_MAX };
}

/** One call for each of the goods, all its specifications together. Absolute numbers: a repeat changes nothing more. */
export async function setStock(
  access: WeidianAccess,
  levels: readonly StockLevel[],
  signal: AbortSignal,
): Promise<StockRefusal[]> {
  const refusals: StockRefusal[] = [];
  for (const [productId, some] of byProduct(levels)) {
    for (const call of callsFor(productId, some)) {
      try {
        await callWeidian(access, { ...call, version: '1.0', acts: false, signal });
      } catch (error) {
        // Which codes are about the goods and which about the call is not documented: a plain refusal is taken for the goods'.
        if (!(error instanceof ConnectorError) || error.kind !== 'rejected') throw error;
        const { platformCode = '', platformMessage = '' } = error;
        refusals.push(...call.of.map(({ skuId }) => ({ productId, skuId, platformCode, platformMessage })));
      }
    }
  }
  return refusals;
}

interface StockCall {
  method: string;
  param: Readonly<Record<string, unknown>>;
  of: readonly StockLevel[];
}

function callsFor(itemid: string, levels: readonly StockLevel[]): StockCall[] {
  const skus = levels.filter(({ skuId }) => skuId !== null);
  const whole = levels.filter(({ skuId }) => skuId === null);
  const ofSkus = { itemid, skus: skus.map(({ skuId, quantity }) => ({ id: skuId, stock: quantity })) };
  return [
    ...(skus.length > 0 ? [{ method: 'vdian.item.sku.update', param: ofSkus, of: skus }] : []),
    ...whole.map((level) => ({ method: 'vdian.item.update', param: { itemid, stock: level.quantity }, of: [level] })),
  ];
}

function byProduct(levels: readonly StockLevel[]): Map<string, StockLevel[]> {
  const products = new Map<string, StockLevel[]>();
  for (const level of levels) products.set(level.productId, [...(products.get(level.productId) ?? []), level]);
  return products;
}
