import { Router } from 'express';
import { z } from 'zod';
import { ControlError, parseBody, sinceSeconds } from '../control-error.ts';
import type { PushOutbox } from '../push-outbox.ts';
import { addAppControl, findApp, orRefuse } from '../wechat/control-parts.ts';
import { appSchema } from './apps.ts';
import { leadOrder, refundOrder, refundSchema, shipOrder, shipSchema } from './order-control.ts';
import type { ShopOrder } from './orders.ts';
import { placeSchema } from './place-order.ts';
import { orderTruth } from './truth.ts';
import type { CancelType, ShopWorld } from './world.ts';

const cancelSchema = z.strictObject({
  by: z.enum(['user', 'merchant', 'service', 'system']).default('user'),
  reason: z.string().optional(),
});

/** The merchant's own cancelling is that of an oversold order; the platform's staff act for the customer. */
const cancelTypes: Record<z.infer<typeof cancelSchema>['by'], CancelType> = {
  user: 1,
  merchant: 4,
  service: 1,
  system: 2,
};

/** The control port below `/wechat-shop`. */
export function createShopControl(world: ShopWorld, pushes: PushOutbox): Router {
  const router = Router();
  addAppControl(router, world, appSchema);
  addOrders(router, world, pushes);
  addActs(router, world, pushes);
  router.get('/shops/:shop/items', (request, response) => {
    response.json({ items: world.shelf.ofApp(findApp(world.apps, request.params.shop).appid) });
  });
  return router;
}

function addOrders(router: Router, world: ShopWorld, pushes: PushOutbox): void {
  router.post('/orders', (request, response) => {
    const body = parseBody(placeSchema, request.body);
    const { appid } = findApp(world.apps, body.shop);
    if (body.orderId !== undefined && body.count !== undefined)
      throw new ControlError(400, 'orderId and count exclude each other');
    if (body.orderId !== undefined && world.orders.has(body.orderId))
      throw new ControlError(409, `order ${body.orderId} exists already`);
    if (!body.push && !['placed', 'paid', 'accepted'].includes(body.state))
      throw new ControlError(400, 'push: false goes with the states placed, paid and accepted only');
    const orderIds = Array.from({ length: body.count ?? 1 }, () => {
      const state = body.state === 'cancelled' ? 'placed' : body.state;
      const order = world.place(appid, { ...body, state });
      orRefuse(() => leadOrder(world, order, body.state));
      return order.orderId;
    });
    response.status(201).json({ orderId: orderIds[0], ...(body.count === undefined ? {} : { orderIds }) });
  });
  router.get('/orders', (request, response) => {
    const sinceMs = sinceSeconds(request.query['since']) * 1_000;
    const orders = [...world.orders.values()].filter(({ createdAt }) => createdAt >= sinceMs);
    response.json({ orders: orders.map(({ orderId, appid, status }) => ({ orderId, shop: appid, status })) });
  });
  router.get('/orders/:id', (request, response) => {
    response.json(orderTruth(findOrder(world, request.params.id), pushes));
  });
}

function addActs(router: Router, world: ShopWorld, pushes: PushOutbox): void {
  const act = (path: string, change: (order: ShopOrder, body: unknown) => void): void => {
    router.post(`/orders/:id/${path}`, (request, response) => {
      const order = findOrder(world, request.params['id'] ?? '');
      orRefuse(() => change(order, request.body));
      response.json(orderTruth(order, pushes));
    });
  };
  const confirm = (order: ShopOrder, raw: unknown): void => {
    const { by } = parseBody(z.strictObject({ by: z.enum(['user', 'system']).default('user') }), raw);
    world.confirm(order, by === 'user' ? 1 : 2);
  };
  act('pay', (order) => world.pay(order));
  act('release', (order) => world.release(order));
  act('ship', (order, raw) => shipOrder(world, order, parseBody(shipSchema, raw)));
  // The same under the platform's word and under the one that all platforms share.
  act('confirm', confirm);
  act('complete', confirm);
  act('finish', (order) => world.settle(order));
  act('cancel', (order, raw) => world.cancel(order, cancelTypes[parseBody(cancelSchema, raw).by]));
  act('memo', (order, raw) =>
    world.note(order, { merchantNotes: parseBody(z.strictObject({ memo: z.string() }), raw).memo }),
  );
  act('refund', (order, raw) => refundOrder(world, order, parseBody(refundSchema, raw)));
}

function findOrder(world: ShopWorld, orderId: string): ShopOrder {
  const order = world.orders.get(orderId);
  if (!order) throw new ControlError(404, `no order ${orderId} on wechat-shop`);
  return order;
}
