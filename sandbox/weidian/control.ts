import { Router } from 'express';
import { z } from 'zod';
import { ControlError, parseBody, sinceSeconds } from '../control-error.ts';
import type { PushOutbox } from '../push-outbox.ts';
import { appSchema, type WeidianApp, type WeidianShop } from './apps.ts';
import { WeidianError } from './errors.ts';
import { leadOrder, refundOrder, refundSchema, shipOrder, shipSchema } from './order-control.ts';
import type { WeidianOrder } from './orders.ts';
import { placeSchema } from './place-order.ts';
import { orderTruth } from './truth.ts';
import type { WeidianWorld } from './world.ts';

const cancelSchema = z.strictObject({
  by: z.enum(['user', 'merchant', 'service', 'system']).default('user'),
  reason: z.string().default(''),
});
const expireSchema = z.strictObject({
  shop: z.string().optional(),
  inMs: z.int().min(0).default(0),
  refresh: z.boolean().default(false),
});
const itemSchema = z.strictObject({
  stock: z.int().min(0).optional(),
  /** Which specification the stock is for; `0` for goods of one kind. */
  skuId: z.string().default('0'),
  onSale: z.boolean().optional(),
});

/** The control port below `/weidian`: what buyers, the platform and the merchant's own console do. */
export function createWeidianControl(world: WeidianWorld, pushes: PushOutbox): Router {
  const router = Router();
  addAppControl(router, world);
  addItemControl(router, world);
  addOrderControl(router, world, pushes);
  addOrderActs(router, world, pushes);
  return router;
}

function addAppControl(router: Router, world: WeidianWorld): void {
  router.put('/apps/:appkey', (request, response) => {
    response.json(withoutSecret(world.putApp(request.params.appkey, parseBody(appSchema, request.body))));
  });
  router.get('/apps', (_request, response) => {
    response.json({ apps: [...world.apps.values()].map(withoutSecret) });
  });
  router.post('/apps/:appkey/codes', (request, response) => {
    const app = world.apps.get(request.params.appkey);
    if (!app) throw new ControlError(404, `no app ${request.params.appkey} is registered`);
    const { shop: asked } = parseBody(z.strictObject({ shop: z.string().optional() }), request.body);
    const shop = app.shops.find((one) => isCalled(one, asked));
    if (!shop) throw new ControlError(404, `the app has no shop called ${String(asked)}`);
    const { code, expiresAt } = world.tokens.makeCode(app, shop.shopId, Date.now());
    world.changed();
    response.status(201).json({ code, expiresAt });
  });
  router.get('/tokens', (_request, response) => {
    const tokens = world.tokens
      .list(Date.now())
      .map(({ appkey, shopId, expiresAt }) => ({ clientId: appkey, shop: shopId, expiresAt }));
    response.json({ minted: world.tokens.minted, tokens });
  });
  router.post('/tokens/expire', (request, response) => {
    const { shop, inMs, refresh } = parseBody(expireSchema, request.body);
    const shopId = shop === undefined ? undefined : findShop(world, shop).shopId;
    const expired = world.tokens.expire(Date.now() + inMs, shopId, refresh);
    world.changed();
    response.json({ expired });
  });
}

function addItemControl(router: Router, world: WeidianWorld): void {
  router.get('/shops/:shop/items', (request, response) => {
    response.json({ items: world.catalogue.ofShop(findShop(world, request.params.shop).shopId) });
  });
  router.post('/shops/:shop/items/:itemId', (request, response) => {
    const { shopId } = findShop(world, request.params.shop);
    const { stock, skuId, onSale } = parseBody(itemSchema, request.body);
    orRefuse(() => {
      const item = world.catalogue.find(shopId, request.params.itemId);
      if (stock !== undefined) world.catalogue.setStock([{ item, skuId, stock }], Date.now());
      item.onSale = onSale ?? item.onSale;
      item.updatedAt = Date.now();
      world.changed();
      response.json(item);
    });
  });
}

function addOrderControl(router: Router, world: WeidianWorld, pushes: PushOutbox): void {
  router.post('/orders', (request, response) => {
    const body = parseBody(placeSchema, request.body);
    const { shopId } = findShop(world, body.shop);
    if (body.orderId !== undefined) {
      if (body.count !== undefined) throw new ControlError(400, 'orderId and count exclude each other');
      if (world.orders.find(body.orderId)) throw new ControlError(409, `order ${body.orderId} exists already`);
    }
    const settled = body.state === 'placed' || body.state === 'paid' || body.state === 'accepted';
    if (!body.push && !settled)
      throw new ControlError(400, 'push: false goes with the states placed, paid and accepted only');
    const orderIds = Array.from({ length: body.count ?? 1 }, () => {
      const order = world.place(shopId, body);
      orRefuse(() => leadOrder(world, order, body.state));
      return order.orderId;
    });
    response.status(201).json({ orderId: orderIds[0], ...(body.count === undefined ? {} : { orderIds }) });
  });
  router.get('/orders', (request, response) => {
    const sinceMs = sinceSeconds(request.query['since']) * 1_000;
    const orders = world.orders.list().filter((order) => order.createdAt >= sinceMs);
    response.json({
      orders: orders.map(({ orderId, shopId, statusOri }) => ({ orderId, shop: shopId, status: statusOri })),
    });
  });
  router.get('/orders/:id', (request, response) => {
    response.json(orderTruth(findOrder(world, request.params.id), pushes));
  });
}

function addOrderActs(router: Router, world: WeidianWorld, pushes: PushOutbox): void {
  const act = (path: string, change: (order: WeidianOrder, body: unknown) => void): void => {
    router.post(`/orders/:id/${path}`, (request, response) => {
      const order = findOrder(world, request.params['id'] ?? '');
      orRefuse(() => change(order, request.body));
      response.json(orderTruth(order, pushes));
    });
  };
  act('pay', (order, raw) => {
    const { part } = parseBody(z.strictObject({ part: z.boolean().default(false) }), raw);
    if (part) world.payPart(order);
    else world.pay(order);
  });
  act('group-full', (order) => world.groupFull(order));
  act('ship', (order, raw) => shipOrder(world, order, parseBody(shipSchema, raw)));
  // The same under the platform's word and under the one that all platforms share.
  act('confirm', (order) => world.confirm(order));
  act('complete', (order) => world.confirm(order));
  act('finish', (order) => world.finish(order));
  act('cancel', (order, raw) => {
    const { by, reason } = parseBody(cancelSchema, raw);
    world.cancel(order, reason || cancelReasons[by]);
  });
  act('memo', (order, raw) => world.note(order, parseBody(z.strictObject({ memo: z.string() }), raw).memo));
  act('refund', (order, raw) => refundOrder(world, order, parseBody(refundSchema, raw)));
  act('complaint', (order, raw) => {
    world.complain(order, parseBody(z.strictObject({ open: z.boolean().default(true) }), raw).open);
  });
}

const cancelReasons: Record<z.infer<typeof cancelSchema>['by'], string> = {
  user: '买家取消',
  merchant: '卖家取消',
  service: '平台取消',
  system: '超时未付款',
};

/** What the platform itself would not do is a conflict here. */
function orRefuse(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (error instanceof WeidianError) throw new ControlError(409, `${error.message} [${String(error.code)}]`);
    throw error;
  }
}

/** The shop that is called so, by number or alias; the first one when nothing is named. */
function findShop(world: WeidianWorld, called?: string): WeidianShop {
  const all = [...world.apps.values()].flatMap((app) => app.shops);
  if (all.length === 0) throw new ControlError(409, 'no app is registered yet: PUT /weidian/apps/{appkey}');
  const found = all.find((shop) => isCalled(shop, called));
  if (found) return found;
  const known = all.map((shop) => shop.alias ?? shop.shopId).join(', ');
  throw new ControlError(404, `no shop is called ${String(called)}; known: ${known}`);
}

function isCalled({ shopId, alias }: WeidianShop, called: string | undefined): boolean {
  return called === undefined || shopId === called || alias === called;
}

function findOrder(world: WeidianWorld, orderId: string): WeidianOrder {
  const order = world.orders.find(orderId);
  if (!order) throw new ControlError(404, `no order ${orderId} on weidian`);
  return order;
}

function withoutSecret({
  secret: _secret,
  aesKey: _aesKey,
  ...app
}: WeidianApp): Omit<WeidianApp, 'secret' | 'aesKey'> {
  return app;
}
