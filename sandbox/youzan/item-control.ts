import type { Router } from 'express';
import { z } from 'zod';
import { ControlError, parseBody } from '../control-error.ts';
import type { YouzanShop } from './apps.ts';
import type { YouzanWorld } from './world.ts';

const changeSchema = z.strictObject({
  quantity: z.int().min(0).optional(),
  /** Which specification the quantity is for; needed when there are several. */
  skuId: z.string().optional(),
  onSale: z.boolean().optional(),
  stockElsewhere: z.boolean().optional(),
});

/** The shelf of a shop: what is on it, and what the merchant changes there by hand. */
export function addItemControl(router: Router, world: YouzanWorld, shopCalled: (code: string) => YouzanShop): void {
  router.get('/shops/:shop/items', (request, response) => {
    response.json({ items: world.catalogue.ofShop(shopCalled(request.params.shop).kdtId) });
  });
  router.post('/shops/:shop/items/:itemId', (request, response) => {
    const { kdtId } = shopCalled(request.params.shop);
    const item = world.catalogue.ofShop(kdtId).find((one) => one.itemId === request.params.itemId);
    if (!item) throw new ControlError(404, `the shop has no item ${request.params.itemId}`);
    const { quantity, skuId, onSale, stockElsewhere } = parseBody(changeSchema, request.body);
    if (quantity !== undefined) {
      const sku = item.skus.length === 1 ? item.skus[0] : item.skus.find((one) => one.skuId === skuId);
      if (!sku) throw new ControlError(400, 'skuId: name one of the specifications');
      sku.quantity = quantity;
    }
    item.onSale = onSale ?? item.onSale;
    item.stockElsewhere = stockElsewhere ?? item.stockElsewhere;
    item.updatedAt = Date.now();
    world.changed();
    response.json(item);
  });
}
