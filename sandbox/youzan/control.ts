import { Router } from 'express';
import { z } from 'zod';
import { ControlError, parseBody, sinceSeconds } from '../control-error.ts';
import type { PushOutbox } from '../push-outbox.ts';
import { appSchema, type YouzanApp, type YouzanShop } from './apps.ts';
import { addItemControl } from './item-control.ts';
import { YouzanError } from './errors.ts';
import type { YouzanOrder } from './orders.ts';
import { cancelOrder, cancelSchema, leadOrder, shipOrder, shipSchema } from './order-control.ts';
import { placeSchema } from './place-order.ts';
import { refundOrder, refundSchema } from './refund-control.ts';
import { orderTruth } from './truth.ts';
import type { YouzanWorld } from './world.ts';

const memoSchema = z.strictObject({ memo: z.string().optional(), star: z.int().min(0).max(5).optional() });
const addressSchema = z
  .strictObject({
    name: z.string(),
    tel: z.string(),
    province: z.string(),
    city: z.string(),
    district: z.string(),
    detail: z.string(),
  })
  .partial();
const expireSchema = z.strictObject({ shop: z.string().optional(), inMs: z.int().min(0).default(0) });
const shopOnlySchema = z.strictObject({ shop: z.string().optional() });

/** The control port below `/youzan`: what buyers, the platform and the merchant's own console do. */
export function createYouzanControl(world: YouzanWorld, pushes: PushOutbox): Router {
  const router = Router();
  addAppControl(router, world);
  addTokenControl(router, world);
  addItemControl(router, world, (code) => findShop(world, code).shop);
  addOrderControl(router, world, pushes);
  return router;
}

function addAppControl(router: Router, world: YouzanWorld): void {
  router.put('/apps/:clientId', (request, response) => {
    response.json(withoutSecret(world.putApp(request.params.clientId, parseBody(appSchema, request.body))));
  });
  router.get('/apps', (_request, response) => {
    response.json({ apps: [...world.apps.values()].map(withoutSecret) });
  });
  router.post('/apps/:clientId/ping', (request, response) => {
    const app = findApp(world, request.params.clientId);
    world.pushes.ping(app, shopIn(app, parseBody(shopOnlySchema, request.body).shop));
    response.json({ pinged: app.clientId });
  });
  router.post('/apps/:clientId/codes', (request, response) => {
    const app = findApp(world, request.params.clientId);
    const shop = shopIn(app, parseBody(shopOnlySchema, request.body).shop);
    const { code, expiresAt } = world.tokens.makeCode(app.clientId, shop.kdtId, Date.now());
    world.changed();
    response.status(201).json({ code, expiresAt });
  });
}

function addTokenControl(router: Router, world: YouzanWorld): void {
  router.get('/tokens', (_request, response) => {
    const tokens = world.tokens.list().map(({ clientId, kdtId, expiresAt }) => ({ clientId, shop: kdtId, expiresAt }));
    response.json({ minted: world.tokens.minted, tokens });
  });
  router.post('/tokens/expire', (request, response) => {
    const { shop, inMs } = parseBody(expireSchema, request.body);
    const kdtId = shop === undefined ? undefined : findShop(world, shop).shop.kdtId;
    const expired = world.tokens.expire(Date.now() + inMs, kdtId);
    world.changed();
    response.json({ expired });
  });
}

function addOrderControl(router: Router, world: YouzanWorld, pushes: PushOutbox): void {
  router.post('/orders', (request, response) => {
    const body = parseBody(placeSchema, request.body);
    const { shop } = findShop(world, body.shop);
    if (body.orderId !== undefined) {
      if (body.count !== undefined) throw new ControlError(400, 'orderId and count exclude each other');
      if (world.orders.find(body.orderId)) throw new ControlError(409, `order ${body.orderId} exists already`);
    }
    if (!body.push && body.state !== 'placed' && body.state !== 'paid')
      throw new ControlError(400, 'push: false goes with the states placed and paid only');
    const orderIds = Array.from({ length: body.count ?? 1 }, () => {
      const order = world.place(shop.kdtId, body);
      orRefuse(() => leadOrder(world, order, body.state));
      return order.tid;
    });
    response.status(201).json({ orderId: orderIds[0], ...(body.count === undefined ? {} : { orderIds }) });
  });
  router.get('/orders', (request, response) => {
    const sinceMs = sinceSeconds(request.query['since']) * 1_000;
    const orders = world.orders.list().filter((order) => order.createdAt >= sinceMs);
    response.json({ orders: orders.map(({ tid, kdtId, status }) => ({ orderId: tid, shop: kdtId, status })) });
  });
  router.get('/orders/:id', (request, response) => {
    response.json(orderTruth(findOrder(world, request.params.id), pushes));
  });

  const act = (path: string, change: (order: YouzanOrder, body: unknown) => void): void => {
    router.post(`/orders/:id/${path}`, (request, response) => {
      const order = findOrder(world, request.params['id'] ?? '');
      orRefuse(() => change(order, request.body));
      response.json(orderTruth(order, pushes));
    });
  };
  act('pay', (order) => world.pay(order));
  act('group-full', (order) => world.groupFull(order));
  act('ship', (order, raw) => shipOrder(world, order, parseBody(shipSchema, raw)));
  act('complete', (order) => world.complete(order));
  act('cancel', (order, raw) => cancelOrder(world, order, parseBody(cancelSchema, raw)));
  act('memo', (order, raw) => {
    const { memo, star } = parseBody(memoSchema, raw);
    world.memo(order, memo, star);
  });
  act('address', (order, raw) => world.changeAddress(order, parseBody(addressSchema, raw)));
  act('refund', (order, raw) => refundOrder(world, order, parseBody(refundSchema, raw)));
}

/** What the platform itself would not do is a conflict here. */
function orRefuse(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (error instanceof YouzanError) throw new ControlError(409, `${error.message} [${String(error.code)}]`);
    throw error;
  }
}

function findApp(world: YouzanWorld, clientId: string): YouzanApp {
  const app = world.apps.get(clientId);
  if (!app) throw new ControlError(404, `no app ${clientId} is registered`);
  return app;
}

function shopIn(app: YouzanApp, code: string | undefined): YouzanShop {
  const shop = app.shops.find((one) => code === undefined || one.kdtId === code || one.alias === code);
  if (!shop) throw new ControlError(404, `the app has no shop called ${String(code)}`);
  return shop;
}

/** The shop that is called so, by kdt_id or alias; the first one when nothing is named. */
function findShop(world: YouzanWorld, code?: string): { app: YouzanApp; shop: YouzanShop } {
  const all = [...world.apps.values()].flatMap((app) => app.shops.map((shop) => ({ app, shop })));
  if (all.length === 0) throw new ControlError(409, 'no app is registered yet: PUT /youzan/apps/{clientId}');
  const found = all.find(({ shop }) => code === undefined || shop.kdtId === code || shop.alias === code);
  if (found) return found;
  const known = all.map(({ shop }) => shop.alias ?? shop.kdtId).join(', ');
  throw new ControlError(404, `no shop is called ${String(code)}; known: ${known}`);
}

function findOrder(world: YouzanWorld, tid: string): YouzanOrder {
  const order = world.orders.find(tid);
  if (!order) throw new ControlError(404, `no order ${tid} on youzan`);
  return order;
}

function withoutSecret({ secret: _secret, ...app }: YouzanApp): Omit<YouzanApp, 'secret'> {
  return app;
}
