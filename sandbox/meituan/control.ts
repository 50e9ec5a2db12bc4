import { Router } from 'express';
import { z } from 'zod';
import { fenFromYuan, yuanSchema } from '../amounts.ts';
import { parseBody } from '../control-error.ts';
import type { PushOutbox } from '../push-outbox.ts';
import { appSchema, poiStatusSchema, type MeituanApp } from './apps.ts';
import { addOrderControl, findOrder, findShop } from './order-control.ts';
import { orderTruth } from './truth.ts';
import type { MeituanWorld } from './world.ts';

const PLATFORM = 'meituan';

const billSchema = z.strictObject({ missing: z.boolean().default(false), feeMoreYuan: yuanSchema.default('0') });

const expireSchema = z.strictObject({
  shop: z.string().optional(),
  /** Also what renews them. */
  refresh: z.boolean().default(false),
});

const shopStatusSchema = z.strictObject({
  poiStatus: poiStatusSchema,
  by: z.enum(['BUSINESS', 'MEITUAN']).default('BUSINESS'),
  appId: z.string().optional(),
});

/** The control port below `/meituan`: what customers, riders and Meituan's own staff do. */
export function createMeituanControl(world: MeituanWorld, pushes: PushOutbox): Router {
  const router = Router();

  router.put('/apps/:appId', (request, response) => {
    const { shops, ...settings } = parseBody(appSchema, request.body);
    const open = shops.map((shop) => ({ ...shop, poiStatus: 121 as const }));
    response.json(withoutSecret(world.putApp({ ...settings, appId: request.params.appId, shops: open })));
  });
  router.get('/apps', (_request, response) => {
    response.json({ apps: [...world.apps.values()].map(withoutSecret) });
  });
  router.post('/shops/:shop/status', (request, response) => {
    const body = parseBody(shopStatusSchema, request.body);
    const { app, shop } = findShop(PLATFORM, world, request.params.shop, body.appId);
    world.shopStatus(app, shop, body.poiStatus, body.by);
    response.json({ appPoiCode: shop.appPoiCode, poiStatus: shop.poiStatus });
  });

  router.get('/tokens', (_request, response) => {
    response.json(world.tokens.list(Date.now()));
  });
  router.post('/tokens/expire', (request, response) => {
    const { shop, refresh } = parseBody(expireSchema, request.body);
    world.tokens.expire(shop === undefined ? undefined : findShop(PLATFORM, world, shop).shop.appPoiCode, refresh);
    world.changed();
    response.json(world.tokens.list(Date.now()));
  });

  addOrderControl(router, PLATFORM, world, pushes);
  router.post('/orders/:id/bill', (request, response) => {
    const { order } = findOrder(PLATFORM, world, request.params.id);
    const { missing, feeMoreYuan } = parseBody(billSchema, request.body);
    order.bill = { missing, feeMoreFen: fenFromYuan(feeMoreYuan) };
    world.changed();
    response.json(orderTruth(PLATFORM, order, pushes));
  });
  return router;
}

function withoutSecret({ secret: _secret, ...app }: MeituanApp): Omit<MeituanApp, 'secret'> {
  return app;
}
