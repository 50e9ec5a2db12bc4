import { Router } from 'express';
import { z } from 'zod';
import { ControlError, parseBody } from '../control-error.ts';
import { poiStatusSchema, shopOf } from '../meituan/apps.ts';
import { addOrderControl, findOrder, findShop } from '../meituan/order-control.ts';
import { orderTruth } from '../meituan/truth.ts';
import type { PushOutbox } from '../push-outbox.ts';
import { appSchema, businessIdSchema, TAKE_AWAY, type TsccApp } from './apps.ts';
import type { TsccWorld } from './world.ts';

const PLATFORM = 'meituan-tscc';

const codeSchema = z.strictObject({ shop: z.string().optional(), businessId: businessIdSchema.default(TAKE_AWAY) });
const expireSchema = z.strictObject({
  shop: z.string().optional(),
  inMs: z.int().min(0).default(0),
  /** Also what renews them. */
  refresh: z.boolean().default(false),
});
const shopStatusSchema = z.strictObject({
  poiStatus: poiStatusSchema,
  by: z.enum(['BUSINESS', 'MEITUAN']).default('BUSINESS'),
  appId: z.string().optional(),
});
const ageSchema = z.strictObject({ hours: z.number().min(0).max(10_000) });

/** The control port below `/meituan-tscc`: what customers, riders, Meituan and the merchant's own console do. */
export function createTsccControl(world: TsccWorld, pushes: PushOutbox): Router {
  const router = Router();
  const { takeAway } = world;

  router.put('/apps/:developerId', (request, response) => {
    const { developerId } = request.params;
    if (!/^\d{1,18}$/.test(developerId)) throw new ControlError(400, 'a developerId is digits');
    response.json(publicApp(world.putApp(developerId, parseBody(appSchema, request.body))));
  });
  router.get('/apps', (_request, response) => {
    response.json({ apps: [...takeAway.apps.values()].map(publicApp) });
  });
  router.post('/apps/:developerId/codes', (request, response) => {
    const { shop: code, businessId } = parseBody(codeSchema, request.body);
    const { app, shop } = findShop(PLATFORM, takeAway, code, request.params.developerId);
    const grantee = { developerId: app.appId, ePoiId: shop.appPoiCode, businessId };
    const made = world.tokens.makeCode(grantee, Date.now());
    world.changed();
    response.status(201).json(made);
  });
  router.get('/tokens', (_request, response) => {
    response.json(tokenList(world));
  });
  router.post('/tokens/expire', (request, response) => {
    const { shop, inMs, refresh } = parseBody(expireSchema, request.body);
    const ePoiId = shop === undefined ? undefined : findShop(PLATFORM, takeAway, shop).shop.appPoiCode;
    const expired = world.tokens.expire(Date.now() + inMs, ePoiId, refresh);
    world.changed();
    response.json({ expired, ...tokenList(world) });
  });
  router.post('/shops/:shop/status', (request, response) => {
    const body = parseBody(shopStatusSchema, request.body);
    const { app, shop } = findShop(PLATFORM, takeAway, request.params.shop, body.appId);
    takeAway.shopStatus(app, shop, body.poiStatus, body.by);
    response.json({ ePoiId: shop.appPoiCode, poiStatus: shop.poiStatus });
  });
  router.get('/shops/:shop/dishes', (request, response) => {
    const { app, shop } = findShop(PLATFORM, takeAway, request.params.shop);
    response.json({ dishes: takeAway.shelf(app, shop) });
  });
  addOrderControl(router, PLATFORM, takeAway, pushes);
  router.post('/orders/:id/age', (request, response) => {
    const { order } = findOrder(PLATFORM, takeAway, request.params.id);
    const { hours } = parseBody(ageSchema, request.body);
    for (const moment of Object.keys(order.times) as (keyof typeof order.times)[]) {
      order.times[moment] = (order.times[moment] ?? 0) - Math.round(hours * 3_600);
    }
    world.changed();
    response.json(orderTruth(PLATFORM, order, pushes));
  });
  return router;
}

function tokenList(world: TsccWorld): { minted: number; tokens: object[] } {
  const now = Date.now();
  const living = world.tokens.list().filter(({ expiresAt }) => expiresAt > now);
  const tokens = living.map(({ developerId, ePoiId, businessId, expiresAt }) => {
    const app = world.takeAway.apps.get(developerId);
    const alias = app && shopOf(app, ePoiId)?.alias;
    return { clientId: developerId, shop: ePoiId, businessId, expiresAt, ...(alias ? { alias } : {}) };
  });
  return { minted: world.tokens.minted, tokens };
}

/** Without its secret, and its shops in the platform's words. */
function publicApp({ signKey: _secret, legacyStatuses: _unused, shops, ...app }: TsccApp): Record<string, unknown> {
  return { ...app, shops: shops.map(({ appPoiCode: ePoiId, ...shop }) => ({ ePoiId, ...shop })) };
}
