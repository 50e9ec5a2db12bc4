import { beijingTime } from '../beijing-time.ts';
import type { ApiCall, CallContext } from './api-calls.ts';
import { integer, optionalInteger, optionalLong, optionalText, requiredLong } from './body-fields.ts';
import type { Item } from './catalogue.ts';
import { YouzanError } from './errors.ts';

const QUANTITY_MAX = 99_999_999;
const STOCK_SET = 0;
const STOCK_ADD = 1;

export const itemCalls: Readonly<Record<string, ApiCall>> = {
  'youzan.items.onsale.get': { versions: ['3.0.0'], run: (context) => list(context, true) },
  'youzan.items.inventory.get': { versions: ['3.0.0'], run: (context) => list(context, false) },
  'youzan.item.quantity.update': {
    versions: ['3.0.0'],
    run: ({ world, shop, fields }) => {
      const item = world.catalogue.find(shop.kdtId, requiredLong(fields, 'item_id'));
      const type = integer(fields, 'type', { min: STOCK_SET, max: STOCK_ADD, otherwise: STOCK_SET });
      const quantity = Number(requiredLong(fields, 'quantity'));
      const lowest = type === STOCK_ADD ? -QUANTITY_MAX : 0;
      if (quantity < lowest || quantity > QUANTITY_MAX) throw new YouzanError('badValue', '参数超出范围: quantity');
      world.catalogue.changeStock(
        item,
        optionalLong(fields, 'sku_id'),
        { quantity, add: type === STOCK_ADD },
        Date.now(),
      );
      world.changed();
      return { is_success: true };
    },
  },
};

function list({ world, shop, fields }: CallContext, onSale: boolean): unknown {
  const pageNo = integer(fields, 'page_no', { min: 1, max: 100, otherwise: 1 });
  const pageSize = integer(fields, 'page_size', { min: 1, max: 300, otherwise: 40 });
  const words = optionalText(fields, 'q') ?? '';
  const from = optionalInteger(fields, 'update_time_start') ?? 0;
  const to = optionalInteger(fields, 'update_time_end') ?? Number.MAX_SAFE_INTEGER;
  const items = world.catalogue
    .ofShop(shop.kdtId)
    .filter((item) => item.onSale === onSale && item.title.includes(words))
    .filter((item) => item.updatedAt >= from && item.updatedAt <= to)
    .sort((a, b) => b.createdAt - a.createdAt || (a.itemId < b.itemId ? 1 : -1));
  return { count: items.length, items: items.slice((pageNo - 1) * pageSize, pageNo * pageSize).map(row) };
}

/** Prices of goods are fen, unlike those of orders. */
function row(item: Item): Record<string, unknown> {
  return {
    item_id: BigInt(item.itemId),
    alias: `2x${BigInt(item.itemId).toString(36)}`,
    title: item.title,
    price: Math.min(...item.skus.map((sku) => sku.priceFen)),
    quantity: item.skus.reduce((sum, sku) => sum + sku.quantity, 0),
    item_no: item.itemNo,
    item_type: 0,
    created_time: beijingTime(item.createdAt),
    update_time: beijingTime(item.updatedAt),
  };
}
