import { Router } from 'express';
import { z } from 'zod';
import { ControlError, parseBody, sinceSeconds } from '../control-error.ts';
import { appSchema, type VoucherApp, type VoucherShop } from './apps.ts';
import { VoucherError } from './errors.ts';
import { sellSchema } from './sell.ts';
import { orderTruth, voucherTruth } from './truth.ts';
import type { Found } from './vouchers.ts';
import type { VoucherWorld } from './world.ts';

const shopOnlySchema = z.strictObject({ shop: z.string().optional() });
const expireSchema = z.strictObject({
  shop: z.string().optional(),
  inMs: z.int().min(0).default(0),
  /** Also what renews them. */
  refresh: z.boolean().default(false),
});

/** The control port below `/meituan-vouchers`: what customers, Meituan and the merchant's own console do. */
export function createVoucherControl(world: VoucherWorld): Router {
  const router = Router();
  router.put('/apps/:appKey', (request, response) => {
    response.json(withoutSecret(world.putApp(request.params.appKey, parseBody(appSchema, request.body))));
  });
  router.get('/apps', (_request, response) => {
    response.json({ apps: [...world.apps.values()].map(withoutSecret) });
  });
  router.post('/apps/:appKey/codes', (request, response) => {
    const { app, shop } = findShop(world, parseBody(shopOnlySchema, request.body).shop, request.params.appKey);
    const { code, expiresAt } = world.sessions.makeCode(app.appKey, shop.bid, Date.now());
    world.changed();
    response.status(201).json({ code, expiresAt });
  });
  router.get('/tokens', (_request, response) => {
    response.json(sessionList(world));
  });
  router.post('/tokens/expire', (request, response) => {
    const { shop, inMs, refresh } = parseBody(expireSchema, request.body);
    const bid = shop === undefined ? undefined : findShop(world, shop).shop.bid;
    const expired = world.sessions.expire(Date.now() + inMs, bid, refresh);
    world.changed();
    response.json({ expired, ...sessionList(world) });
  });
  router.post('/vouchers', (request, response) => {
    const body = parseBody(sellSchema, request.body);
    const { app, shop } = findShop(world, body.shop);
    const order = world.sell(app, shop, body);
    const codes = order.vouchers.map(({ code }) => code);
    response.status(201).json({ orderId: order.orderId, code: codes[0], codes });
  });
  router.get('/vouchers', (request, response) => {
    const since = sinceSeconds(request.query['since']);
    response.json({
      orders: world.vouchers
        .list()
        .filter((order) => order.soldAt >= since)
        .map(orderTruth),
    });
  });
  router.get('/vouchers/:code', (request, response) => {
    response.json(voucherTruth(findVoucher(world, request.params.code)));
  });
  router.post('/vouchers/:code/refund', (request, response) => {
    const found = findVoucher(world, request.params.code);
    permitted(() => world.refund(found));
    response.json(voucherTruth(found));
  });
  router.post('/vouchers/:code/reverse', (request, response) => {
    const { app, shop } = findShop(world);
    response.json(voucherTruth(permitted(() => world.reverse(app, shop, request.params.code))));
  });
  return router;
}

/** What the platform would refuse is refused here, too. */
function permitted<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof VoucherError) throw new ControlError(409, `${error.message} [${String(error.code)}]`);
    throw error;
  }
}

function sessionList(world: VoucherWorld): { minted: number; tokens: object[] } {
  const living = world.sessions.list().filter(({ expiresAt }) => expiresAt > Date.now());
  const tokens = living.map(({ appKey, bid, expiresAt, refreshesLeft }) => ({
    clientId: appKey,
    shop: bid,
    expiresAt,
    refreshesLeft,
  }));
  return { minted: world.sessions.minted, tokens };
}

/** The shop that is called so, by open_shop_uuid or alias; the first one when nothing is named. */
function findShop(world: VoucherWorld, code?: string, appKey?: string): { app: VoucherApp; shop: VoucherShop } {
  const apps = [...world.apps.values()].filter((app) => appKey === undefined || app.appKey === appKey);
  const all = apps.flatMap((app) => app.shops.map((shop) => ({ app, shop })));
  if (all.length === 0) throw new ControlError(409, 'no such app is registered: PUT /meituan-vouchers/apps/{appKey}');
  const found = all.find(({ shop }) => code === undefined || shop.openShopUuid === code || shop.alias === code);
  if (found) return found;
  const known = all.map(({ shop }) => shop.alias ?? shop.openShopUuid).join(', ');
  throw new ControlError(404, `no shop is called ${String(code)}; known: ${known}`);
}

function findVoucher(world: VoucherWorld, code: string): Found {
  const found = world.vouchers.find(code);
  if (!found) throw new ControlError(404, `no voucher ${code} on meituan-vouchers`);
  return found;
}

function withoutSecret({ appSecret: _secret, ...app }: VoucherApp): Omit<VoucherApp, 'appSecret'> {
  return app;
}
