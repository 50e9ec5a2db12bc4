import { YouzanError } from './errors.ts';
import { shopGoods, type Goods } from './goods.ts';

const STOCK_AT_FIRST = 1_000;

export interface SkuProperty {
  k: string;
  kId: number;
  v: string;
  vId: number;
}

export interface Sku {
  /** `0` for goods without specifications. */
  skuId: string;
  skuNo: string;
  barcode: string;
  properties: SkuProperty[];
  priceFen: number;
  quantity: number;
  weightGrams: number;
}

export interface Item {
  itemId: string;
  kdtId: string;
  title: string;
  itemNo: string;
  onSale: boolean;
  /** Another system owns the numbers; the platform refuses to set them. */
  stockElsewhere: boolean;
  createdAt: number;
  updatedAt: number;
  skus: Sku[];
}

/** The goods of all shops, with their stock. */
export class Catalogue {
  readonly #items = new Map<string, Item>();
  readonly #nextLong: () => string;

  constructor(nextLong: () => string) {
    this.#nextLong = nextLong;
  }

  /** Fills the shelves of a shop that has none yet. */
  open(kdtId: string, nowMs: number): void {
    if (this.ofShop(kdtId).length > 0) return;
    for (const goods of shopGoods) this.#add(kdtId, goods, nowMs);
  }

  ofShop(kdtId: string): Item[] {
    return [...this.#items.values()].filter((item) => item.kdtId === kdtId);
  }

  /** The item of this shop or 123005001; goods of another shop are unknown here. */
  find(kdtId: string, itemId: string): Item {
    const item = this.#items.get(itemId);
    if (!item || item.kdtId !== kdtId) throw new YouzanError('unknownItem', '商品不存在');
    return item;
  }

  /** The goods behind the merchant's own code, else behind a title; new ones come to the shelf as they are asked for. */
  findOrAdd(
    kdtId: string,
    wanted: { code?: string | undefined; title: string; priceFen: number },
    nowMs: number,
  ): { item: Item; sku: Sku } {
    for (const item of this.ofShop(kdtId)) {
      for (const sku of item.skus) {
        const matches =
          wanted.code === undefined ? item.title === wanted.title : [sku.skuNo, item.itemNo].includes(wanted.code);
        if (matches) return { item, sku };
      }
    }
    const goods = { no: wanted.code ?? '', title: wanted.title, priceFen: wanted.priceFen, grams: 0 };
    const item = this.#add(kdtId, goods, nowMs);
    return { item, sku: item.skus[0] as Sku };
  }

  /** Sets or adds to the stock; 123004002 for an unknown specification, 123003023 when another system owns the numbers. */
  changeStock(item: Item, skuId: string | undefined, change: { quantity: number; add: boolean }, nowMs: number): Sku {
    const sku = item.skus.find((one) => one.skuId === (skuId ?? '0'));
    if (!sku) throw new YouzanError('unknownSku', '商品规格不存在');
    if (item.stockElsewhere) throw new YouzanError('stockManagedElsewhere', '库存由第三方系统管理，不能修改');
    sku.quantity = Math.max(0, change.add ? sku.quantity + change.quantity : change.quantity);
    item.updatedAt = nowMs;
    return sku;
  }

  /** A sale takes from the stock, its end without payment gives back; there is never less than nothing. */
  sold(itemId: string, skuId: string, pieces: number, nowMs: number): void {
    const item = this.#items.get(itemId);
    const sku = item?.skus.find((one) => one.skuId === skuId);
    if (!item || !sku) return;
    sku.quantity = Math.max(0, sku.quantity - pieces);
    item.updatedAt = nowMs;
  }

  snapshot(): Item[] {
    return [...this.#items.values()];
  }

  restore(items: Item[]): void {
    for (const item of items) this.#items.set(item.itemId, item);
  }

  #add(kdtId: string, goods: Goods, nowMs: number): Item {
    const itemId = this.#nextLong();
    const common = { barcode: '', quantity: STOCK_AT_FIRST, weightGrams: goods.grams };
    const { spec } = goods;
    const skus = spec
      ? spec.choices.map(([v, priceFen], index): Sku => {
          const properties = [{ k: spec.name, kId: 1, v, vId: 100 + index }];
          return {
            ...common,
            skuId: this.#nextLong(),
            skuNo: `${goods.no}-${String(index + 1)}`,
            properties,
            priceFen,
          };
        })
      : [{ ...common, skuId: '0', skuNo: goods.no, properties: [], priceFen: goods.priceFen }];
    const stamps = { createdAt: nowMs, updatedAt: nowMs };
    const { no: itemNo, title } = goods;
    const item: Item = { itemId, kdtId, title, itemNo, onSale: true, stockElsewhere: false, ...stamps, skus };
    this.#items.set(itemId, item);
    return item;
  }
}
