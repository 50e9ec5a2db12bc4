import { MeituanError } from './errors.ts';
import { menuOf } from './menu.ts';
import type { OrderItem } from './orders.ts';

const STOCK_AT_FIRST = 1_000;

export interface ShelfSku {
  skuId: string;
  spec: string;
  priceFen: number;
  /** null: without limit, which the platform writes as a star. */
  stock: number | null;
  boxPriceFen: number;
  weightGrams: number;
  soldOut: boolean;
}

export interface ShelfDish {
  appFoodCode: string;
  name: string;
  unit: string;
  sequence: number;
  createdAt: number;
  updatedAt: number;
  skus: ShelfSku[];
}

interface ShelfOwner {
  appId: string;
  appPoiCode: string;
}

/** What every shop offers, with price and stock; a shop's first shelf is the menu that its customers are invented from. */
export class Shelves {
  readonly #shelves = new Map<string, ShelfDish[]>();

  of(owner: ShelfOwner, shopName: string, nowSeconds: number): ShelfDish[] {
    const key = keyOf(owner);
    const shelf = this.#shelves.get(key) ?? firstShelf(shopName, nowSeconds);
    this.#shelves.set(key, shelf);
    return shelf;
  }

  /** An order takes from the stock (or with -1 gives back), never below nothing; what is not on the shelf is passed over. */
  sold(owner: ShelfOwner, items: readonly OrderItem[], sign: 1 | -1): void {
    const skus = (this.#shelves.get(keyOf(owner)) ?? []).flatMap((dish) => dish.skus);
    for (const item of items) {
      const sku = skus.find((one) => one.skuId === item.skuId);
      if (sku?.stock != null) sku.stock = Math.max(0, sku.stock - sign * item.quantity);
    }
  }

  snapshot(): [string, ShelfDish[]][] {
    return [...this.#shelves];
  }

  restore(shelves: [string, ShelfDish[]][]): void {
    for (const [key, shelf] of shelves) this.#shelves.set(key, shelf);
  }
}

/** The dish or 805. */
export function dishOf(shelf: readonly ShelfDish[], appFoodCode: string): ShelfDish {
  const dish = shelf.find((one) => one.appFoodCode === appFoodCode);
  if (!dish) throw new MeituanError('unknownDish', `菜品不存在: ${appFoodCode}`);
  return dish;
}

/** The specification or 1015. */
export function skuOf(dish: ShelfDish, skuId: string): ShelfSku {
  const sku = dish.skus.find((one) => one.skuId === skuId);
  if (!sku) throw new MeituanError('unknownSku', `sku不存在: ${skuId}`);
  return sku;
}

function firstShelf(shopName: string, nowSeconds: number): ShelfDish[] {
  return menuOf(shopName).map((dish, sequence) => ({
    appFoodCode: dish.code,
    name: dish.name,
    unit: dish.unit,
    sequence,
    createdAt: nowSeconds,
    updatedAt: nowSeconds,
    skus: [
      {
        skuId: `${dish.code}-S`,
        spec: dish.spec,
        priceFen: dish.priceFen,
        stock: STOCK_AT_FIRST,
        boxPriceFen: dish.boxFen,
        weightGrams: dish.grams,
        soldOut: false,
      },
    ],
  }));
}

function keyOf({ appId, appPoiCode }: ShelfOwner): string {
  return `${appId} ${appPoiCode}`;
}
