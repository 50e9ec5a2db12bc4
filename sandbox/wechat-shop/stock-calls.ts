import type { Fields } from '../wechat/fields.ts';
import type { WechatCall } from '../wechat/gateway.ts';
import type { ShopApp } from './apps.ts';
import { read, shopError } from './errors.ts';
import type { Product } from './goods.ts';
import type { ShopWorld } from './world.ts';

export function stockCalls(world: ShopWorld): Readonly<Record<string, WechatCall<ShopApp>>> {
  const productFor = (app: ShopApp, fields: Fields): Product =>
    world.shelf.find(app.appid, read.text(fields, 'product_id'), read.text(fields, 'sku_id'));
  return {
    'channels/ec/product/stock/update': (app, fields) => {
      const product = productFor(app, fields);
      const diffType = read.integer(fields, 'diff_type', { min: 1, max: 3 });
      world.shelf.change(product, diffType, read.integer(fields, 'num', { min: 0, max: 100_000_000 }));
      world.changed();
    },
    'channels/ec/product/stock/get': (app, fields) => ({ data: stockView(productFor(app, fields)) }),
    'channels/ec/product/stock/batchget': (app, fields) => {
      const ids = fields['product_id'];
      if (!Array.isArray(ids) || ids.length === 0 || ids.length > 50) throw shopError('badField', 'product_id');
      const products = world.shelf.ofApp(app.appid);
      const spuViews = ids.map((id) => ({
        product_id: String(id),
        sku_stock: products
          .filter(({ productId }) => productId === String(id))
          .map((product) => ({ sku_id: product.skuId, ...stockView(product) })),
      }));
      return { data: { spu_stock_list: spuViews } };
    },
  };
}

function stockView({ stock }: Product): Fields {
  return { normal_stock_num: stock, limited_discount_stock_num: 0, warehouse_stocks: [], total_stock_num: stock };
}
