import { shopError } from './errors.ts';

const STOCK_AT_FIRST = 1_000;

export interface Product {
  productId: string;
  appid: string;
  skuId: string;
  skuCode: string;
  outSkuId: string;
  title: string;
  attribute: string;
  priceFen: number;
  stock: number;
}

const shelf = [
  ['WS-TEA-1', '明前龙井', '50g 罐装', 16_800],
  ['WS-TEA-2', '明前龙井', '250g 礼盒', 68_000],
  ['WS-JAM', '手熬草莓酱 & 果粒', '280g', 3_990],
  ['WS-SOCKS', '棉袜三双装', '均码', 2_901],
  ['WS-LAMP', '小夜灯“月亮”', '暖光', 8_850],
  ['WS-STICKER', '贴纸🌿', '一张', 1],
] as const;

/** The specifications on sale; here each is a product of its own unless it shares a title. */
export class Shelf {
  readonly #products = new Map<string, Product>();
  #last = 0;

  open(appid: string): void {
    if (this.ofApp(appid).length > 0) return;
    for (const [code, title, attribute, priceFen] of shelf) this.#add(appid, { code, title, attribute, priceFen });
  }

  ofApp(appid: string): Product[] {
    return [...this.#products.values()].filter((product) => product.appid === appid);
  }

  find(appid: string, productId: string, skuId: string): Product {
    const product = this.#products.get(skuId);
    if (product?.appid !== appid || product.productId !== productId) throw shopError('unknownProduct');
    return product;
  }

  /** The specification behind the merchant's code, else behind a title; a new one comes to the shelf as it is asked for. */
  findOrAdd(appid: string, code: string | undefined, title: string, priceFen: number): Product {
    const found = this.ofApp(appid).find((one) => (code === undefined ? one.title === title : one.skuCode === code));
    return found ?? this.#add(appid, { code: code ?? '', title, attribute: '', priceFen });
  }

  /** `diff_type` 1 adds, 2 takes away (not below nothing), 3 sets. */
  change(product: Product, diffType: number, count: number): void {
    const stock = diffType === 1 ? product.stock + count : diffType === 2 ? product.stock - count : count;
    if (stock < 0) throw shopError('stockShort');
    product.stock = stock;
  }

  /** A sale takes pieces, its end without shipping gives them back; the shop may sell on when there are none. */
  sold(skuId: string, count: number): Product | undefined {
    const product = this.#products.get(skuId);
    if (product) product.stock = Math.max(0, product.stock - count);
    return product;
  }

  snapshot(): Product[] {
    return [...this.#products.values()];
  }

  restore(products: readonly Product[]): void {
    for (const product of products) this.#products.set(product.skuId, product);
    this.#last = products.length;
  }

  #add(
    appid: string,
    { code, title, attribute, priceFen }: { code: string; title: string; attribute: string; priceFen: number },
  ): Product {
    this.#last += 1;
    const sibling = this.ofApp(appid).find((one) => one.title === title);
    const product: Product = {
      productId: sibling?.productId ?? String(10_000_094_000_000 + this.#last),
      appid,
      skuId: String(2_005_117_000 + this.#last),
      skuCode: code,
      outSkuId: code === '' ? '' : `out-${code}`,
      title,
      attribute,
      priceFen,
      stock: STOCK_AT_FIRST,
    };
    this.#products.set(product.skuId, product);
    return product;
  }
}
