import type { Router } from 'express';
import { z } from 'zod';
import { ControlError, parseBody, sinceSeconds } from '../control-error.ts';
import type { PushOutbox } from '../push-outbox.ts';
import type { GatewayApp } from './apps.ts';
import { MeituanError } from './errors.ts';
import type { DealOpType, MeituanOrder } from './orders.ts';
import { placeSchema } from './place-order.ts';
import { refundOrder, refundSchema } from './refund-control.ts';
import { orderTruth } from './truth.ts';
import type { MeituanWorld } from './world.ts';

const cancelSchema = z.strictObject({
  reasonCode: z.int().optional(),
  reason: z.string().default(''),
  by: z.enum(['user', 'merchant', 'service', 'system']).default('user'),
});

const riderSchema = z.strictObject({
  status: z.literal([0, 1, 5, 10, 15, 20, 40, 100]),
  name: z.string().optional(),
  phone: z.string().optional(),
});

const dealOpTypes: Record<z.infer<typeof cancelSchema>['by'], DealOpType> = {
  user: 1,
  merchant: 2,
  service: 3,
  system: 5,
};

/** What customers and riders do, below `/{platform}/orders`; the same at every gateway. */
export function addOrderControl<App extends GatewayApp>(
  router: Router,
  platform: string,
  world: MeituanWorld<App>,
  pushes: PushOutbox,
): void {
  router.post('/orders', (request, response) => {
    const body = parseBody(placeSchema, request.body);
    const { app, shop } = findShop(platform, world, body.shop, body.appId);
    if (!body.push && body.state !== 'placed' && body.state !== 'paid')
      throw new ControlError(400, 'push: false goes with the states placed and paid only');
    if (body.orderId !== undefined) {
      if (body.count !== undefined) throw new ControlError(400, 'orderId and count exclude each other');
      if (world.orders.find(body.orderId)) throw new ControlError(409, `order ${body.orderId} exists already`);
    }
    const orderIds = Array.from({ length: body.count ?? 1 }, () => world.place(app, shop, body).orderId);
    response.status(201).json({ orderId: orderIds[0], ...(body.count === undefined ? {} : { orderIds }) });
  });
  router.get('/orders', (request, response) => {
    const since = sinceSeconds(request.query['since']);
    const orders = world.orders.list().filter((order) => (order.times.created ?? 0) >= since);
    response.json({
      orders: orders.map(({ orderId, appId, appPoiCode, status, daySeq }) => ({
        orderId,
        appId,
        appPoiCode,
        status,
        daySeq,
      })),
    });
  });
  router.get('/orders/:id', (request, response) => {
    const { order } = findOrder(platform, world, request.params.id);
    response.json(orderTruth(platform, order, pushes));
  });

  const act = (path: string, change: (app: App, order: MeituanOrder, body: unknown) => void): void => {
    router.post(`/orders/:id/${path}`, (request, response) => {
      const { app, order } = findOrder(platform, world, request.params['id'] ?? '');
      try {
        change(app, order, request.body);
      } catch (error) {
        if (error instanceof MeituanError) throw new ControlError(409, `${error.message} [${String(error.code)}]`);
        throw error;
      }
      response.json(orderTruth(platform, order, pushes));
    });
  };
  act('pay', (app, order) => world.pay(app, order));
  act('complete', (app, order) => world.complete(app, order));
  act('cancel', (app, order, raw) => {
    const { by, reason, reasonCode = usualReason(by, order) } = parseBody(cancelSchema, raw);
    world.cancel(app, order, { reasonCode, reason, by: dealOpTypes[by] });
  });
  act('rider', (app, order, raw) => {
    const { status, name, phone } = parseBody(riderSchema, raw);
    if (order.status === 9) throw new ControlError(409, 'a cancelled order has no rider');
    world.rider(app, order, { status, ...(name ? { name } : {}), ...(phone ? { phone } : {}) });
  });
  act('refund', (app, order, raw) => refundOrder(world, app, order, parseBody(refundSchema, raw)));
}

/** What Meituan itself would give as the reason. */
function usualReason(by: z.infer<typeof cancelSchema>['by'], order: MeituanOrder): number {
  switch (by) {
    case 'user':
      return order.status === 1 ? 1101 : order.status === 2 ? 1102 : 1103;
    case 'merchant':
      return 2007;
    case 'service':
      return 1201;
    case 'system':
      return order.status === 1 ? 1002 : 1001;
  }
}

/** The shop that is called so, by its code or alias; the first one when nothing is named. */
export function findShop<App extends GatewayApp>(
  platform: string,
  world: MeituanWorld<App>,
  code?: string,
  appId?: string,
): { app: App; shop: App['shops'][number] } {
  const apps = [...world.apps.values()].filter((app) => appId === undefined || app.appId === appId);
  if (apps.length === 0) {
    throw new ControlError(
      409,
      appId ? `no app ${appId} is registered` : `no app is registered yet: PUT /${platform}/apps/{appId}`,
    );
  }
  const all = apps.flatMap((app) => app.shops.map((shop) => ({ app, shop })));
  const matching = all.filter(({ shop }) => code === undefined || shop.appPoiCode === code || shop.alias === code);
  const [first, second] = matching;
  if (!first) {
    const known = all.map(({ shop }) => shop.alias ?? shop.appPoiCode).join(', ');
    throw new ControlError(404, `no shop is called ${String(code)}; known: ${known}`);
  }
  if (code !== undefined && second) throw new ControlError(409, `several shops are called ${code}; name the appId too`);
  return first;
}

export function findOrder<App extends GatewayApp>(
  platform: string,
  world: MeituanWorld<App>,
  orderId: string,
): { app: App; order: MeituanOrder } {
  const order = world.orders.find(orderId);
  const app = order && world.apps.get(order.appId);
  if (!order || !app) throw new ControlError(404, `no order ${orderId} on ${platform}`);
  return { app, order };
}
