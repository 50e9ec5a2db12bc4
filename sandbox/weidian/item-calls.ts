import { yuanText } from '../amounts.ts';
import type { ApiCall, CallContext } from './call-context.ts';
import { badValue, choice, integer, objectList, optionalMoment, requiredText, type Fields } from './call-fields.ts';
import { ONE_KIND, stockOf, type Item } from './catalogue.ts';

const PAGE_NUMBER_MAX = 400;
const PAGE_SIZE_MAX = 50;
const STOCK_MAX = 999_999_999;

/** `status` 1 on sale, 2 off, 4 both, 10 a supplier's goods, of which there are none here. */
const wanted: Readonly<Record<number, (item: Item) => boolean>> = {
  1: (item) => item.onSale,
  2: (item) => !item.onSale,
  4: () => true,
  10: () => false,
};

export const itemCalls: Readonly<Record<string, ApiCall>> = {
  'vdian.item.list.get': {
    versions: ['1.1'],
    run: ({ world, shop, fields }) => {
      const number = integer(fields, 'page_num', { min: 1, max: PAGE_NUMBER_MAX, otherwise: 1 });
      const size = integer(fields, 'page_size', { min: 1, max: PAGE_SIZE_MAX, otherwise: 30 });
      const matches = wanted[integer(fields, 'status', { min: 1, max: 10, otherwise: 1 })];
      if (!matches) throw badValue('status');
      integer(fields, 'orderby', { min: 1, max: 7, otherwise: 1 });
      const from = optionalMoment(fields, 'update_start') ?? 0;
      const to = optionalMoment(fields, 'update_end') ?? Number.MAX_SAFE_INTEGER;
      const second = (ms: number): number => Math.floor(ms / 1_000) * 1_000;
      const items = world.catalogue
        .ofShop(shop.shopId)
        .filter((item) => matches(item) && second(item.updatedAt) >= from && second(item.updatedAt) <= to);
      const page = items.slice((number - 1) * size, number * size);
      return { total_num: items.length, items: page.map((item) => itemView(item, item.onSale ? 1 : 2)) };
    },
  },
  'vdian.item.get': {
    versions: ['1.0'],
    run: (context) => {
      const item = itemFor(context, context.fields, 'itemid');
      return itemView(item, item.onSale ? 'onsale' : 'instock');
    },
  },
  'vdian.item.sku.update': {
    versions: ['1.0'],
    run: (context) => {
      const item = itemFor(context, context.fields, 'itemid');
      const changes = objectList(context.fields, 'skus').map((sku) => ({
        item,
        skuId: requiredText(sku, 'id'),
        stock: stockField(sku),
      }));
      context.world.catalogue.setStock(changes, Date.now());
      context.world.changed();
    },
  },
  'vdian.item.update': {
    versions: ['1.0'],
    run: (context) => {
      const item = itemFor(context, context.fields, 'itemid');
      context.world.catalogue.setStock([{ item, skuId: ONE_KIND, stock: stockField(context.fields) }], Date.now());
      context.world.changed();
    },
  },
  'vdian.item.stock.update': {
    versions: ['1.0'],
    run: (context) => {
      choice(context.fields, 'type', ['set']);
      const changes = objectList(context.fields, 'items').map((one) => ({
        item: itemFor(context, one, 'item_id'),
        skuId: requiredText(one, 'sku_id'),
        stock: stockField(one),
      }));
      context.world.catalogue.setStock(changes, Date.now());
      context.world.changed();
    },
  },
  'weidian.item.onSale': {
    versions: ['1.0'],
    run: (context) => {
      const item = itemFor(context, context.fields, 'itemid');
      item.onSale = choice(context.fields, 'opt', ['1', '2']) === '1';
      item.updatedAt = Date.now();
      context.world.changed();
    },
  },
};

function itemView(item: Item, status: number | string): Record<string, unknown> {
  const img = `https://img.example/${item.itemId}.jpg`;
  return {
    itemid: item.itemId,
    item_name: item.name,
    item_desc: item.name,
    price: yuanText(item.skus[0]?.priceFen ?? item.priceFen),
    stock: stockOf(item),
    status,
    merchant_code: item.merchantCode,
    imgs: [img],
    thumb_imgs: [img],
    cates: [],
    skus: item.skus.map(({ id, title, priceFen, stock, merchantCode }) => ({
      id,
      title,
      price: yuanText(priceFen),
      stock,
      sku_merchant_code: merchantCode,
    })),
  };
}

function itemFor({ world, shop }: CallContext, fields: Fields, name: string): Item {
  return world.catalogue.find(shop.shopId, requiredText(fields, name));
}

function stockField(fields: Fields): number {
  return integer(fields, 'stock', { min: 0, max: STOCK_MAX });
}
