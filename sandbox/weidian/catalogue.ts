import { WeidianError } from './errors.ts';
import { shopGoods, type Goods } from './goods.ts';

const STOCK_AT_FIRST = 1_000;
const ITEM_ID_BASE = 7_214_000_000;
const SKU_ID_BASE = 98_765_000_000;

export interface Sku {
  id: string;
  title: string;
  priceFen: number;
  stock: number;
  merchantCode: string;
}

export interface Item {
  itemId: string;
  shopId: string;
  name: string;
  merchantCode: string;
  onSale: boolean;
  priceFen: number;
  /** Of goods of one kind; the sum of its specifications' stock is computed. */
  stock: number;
  skus: Sku[];
  updatedAt: number;
}

/** Goods of one kind are named by `0` here and in orders. */
export const ONE_KIND = '0';

export interface CatalogueSnapshot {
  items: Item[];
  lastId: number;
}

/** The goods of all shops, with their stock. */
export class Catalogue {
  readonly #items = new Map<string, Item>();
  #lastId = 0;

  /** Fills the shelves of a shop that has none yet. */
  open(shopId: string, nowMs: number): void {
    if (this.ofShop(shopId).length > 0) return;
    for (const goods of shopGoods) this.#add(shopId, goods, nowMs);
  }

  ofShop(shopId: string): Item[] {
    return [...this.#items.values()].filter((item) => item.shopId === shopId);
  }

  /** The item of this shop, or 90005. */
  find(shopId: string, itemId: string): Item {
    const item = this.#items.get(itemId);
    if (!item || item.shopId !== shopId) throw new WeidianError('unknownItem', '商品不存在');
    return item;
  }

  /** The goods behind the merchant's own code, else behind a name; new ones come to the shelf as they are asked for. */
  findOrAdd(
    shopId: string,
    wanted: { code?: string | undefined; name: string; priceFen: number },
    nowMs: number,
  ): { item: Item; sku?: Sku } {
    for (const item of this.ofShop(shopId)) {
      const sku = item.skus.find((one) => one.merchantCode === wanted.code);
      if (sku) return { item, sku };
      const matches = wanted.code === undefined ? item.name === wanted.name : item.merchantCode === wanted.code;
      if (matches) return { item, ...(item.skus[0] ? { sku: item.skus[0] } : {}) };
    }
    const goods = { code: wanted.code ?? '', name: wanted.name, priceFen: wanted.priceFen };
    return { item: this.#add(shopId, goods, nowMs) };
  }

  /** Sets the stock of goods of one kind (`0`) and of specifications, or throws 90005 without changing anything. */
  setStock(changes: readonly { item: Item; skuId: string; stock: number }[], nowMs: number): void {
    const found = changes.map(({ item, skuId, stock }) => {
      const holder = holderOf(item, skuId);
      if (!holder) throw new WeidianError('unknownItem', '商品规格不存在');
      return { item, holder, stock };
    });
    for (const { item, holder, stock } of found) {
      holder.stock = stock;
      item.updatedAt = nowMs;
    }
  }

  /** A sale takes from the stock, its end without shipping gives back; there is never less than nothing. */
  sold(itemId: string, skuId: string, pieces: number, nowMs: number): void {
    const item = this.#items.get(itemId);
    const holder = item && holderOf(item, skuId);
    if (!item || !holder) return;
    holder.stock = Math.max(0, holder.stock - pieces);
    item.updatedAt = nowMs;
  }

  snapshot(): CatalogueSnapshot {
    return { items: [...this.#items.values()], lastId: this.#lastId };
  }

  restore({ items, lastId }: CatalogueSnapshot): void {
    for (const item of items) this.#items.set(item.itemId, item);
    this.#lastId = lastId;
  }

  #add(shopId: string, { code, name, priceFen, skus = [] }: Goods, nowMs: number): Item {
    const item: Item = {
      itemId: String(ITEM_ID_BASE + this.#next()),
      shopId,
      name,
      merchantCode: code,
      onSale: true,
      priceFen,
      stock: skus.length > 0 ? 0 : STOCK_AT_FIRST,
      skus: skus.map(([title, skuFen], index) => ({
        id: String(SKU_ID_BASE + this.#next()),
        title,
        priceFen: skuFen,
        stock: STOCK_AT_FIRST,
        merchantCode: `${code}-${String(index + 1)}`,
      })),
      updatedAt: nowMs,
    };
    this.#items.set(item.itemId, item);
    return item;
  }

  #next(): number {
    this.#lastId += 1;
    return this.#lastId;
  }
}

export function stockOf(item: Item): number {
  return item.skus.length > 0 ? item.skus.reduce((sum, sku) => sum + sku.stock, 0) : item.stock;
}

function holderOf(item: Item, skuId: string): { stock: number } | undefined {
  if (item.skus.length > 0) return item.skus.find((sku) => sku.id === skuId);
  return skuId === ONE_KIND ? item : undefined;
}
