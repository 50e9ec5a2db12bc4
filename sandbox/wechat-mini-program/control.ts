import { Router } from 'express';
import { z } from 'zod';
import { ControlError, parseBody, sinceSeconds } from '../control-error.ts';
import type { PushOutbox } from '../push-outbox.ts';
import { addAppControl, findApp, orRefuse } from '../wechat/control-parts.ts';
import { appSchema } from './apps.ts';
import type { MiniOrder } from './orders.ts';
import { placeSchema, type PlaceBody } from './place-order.ts';
import { PLATFORM, type MiniWorld } from './world.ts';

const confirmSchema = z.strictObject({ by: z.enum(['user', 'system']).default('user') });
const shipSchema = z.strictObject({
  expressId: z.int().default(1),
  waybill: z.string().default('SF1234567890123'),
});

/** The control port below `/wechat-mini-program`. An order's id is WeChat's `transaction_id`. */
export function createMiniControl(world: MiniWorld, pushes: PushOutbox): Router {
  const router = Router();
  addAppControl(router, world, appSchema);
  addOrders(router, world, pushes);
  addActs(router, world, pushes);
  router.post('/apps/:appid/remind-access', (request, response) => {
    world.remindAccess(findApp(world.apps, request.params.appid).appid);
    response.json({});
  });
  return router;
}

function addOrders(router: Router, world: MiniWorld, pushes: PushOutbox): void {
  router.post('/orders', (request, response) => {
    const body = parseBody(placeSchema, request.body);
    const app = findApp(world.apps, body.shop);
    const orderIds = Array.from({ length: body.count ?? 1 }, () => {
      const order = world.place(app, body);
      orRefuse(() => leadOrder(world, order, body.state));
      return order.transactionId;
    });
    response.status(201).json({ orderId: orderIds[0], ...(body.count === undefined ? {} : { orderIds }) });
  });
  router.get('/orders', (request, response) => {
    const sinceMs = sinceSeconds(request.query['since']) * 1_000;
    const orders = [...world.orders.values()].filter(({ createdAt }) => createdAt >= sinceMs);
    response.json({
      orders: orders.map(({ transactionId, appid, state = 0 }) => ({
        orderId: transactionId,
        shop: appid,
        status: state,
      })),
    });
  });
  router.get('/orders/:id', (request, response) => {
    response.json(orderTruth(findOrder(world, request.params.id), pushes));
  });
}

function addActs(router: Router, world: MiniWorld, pushes: PushOutbox): void {
  const act = (path: string, change: (order: MiniOrder, body: unknown) => void): void => {
    router.post(`/orders/:id/${path}`, (request, response) => {
      const order = findOrder(world, request.params['id'] ?? '');
      orRefuse(() => change(order, request.body));
      response.json(orderTruth(order, pushes));
    });
  };
  const by = (raw: unknown): 1 | 2 => (parseBody(confirmSchema, raw).by === 'system' ? 1 : 2);
  act('pay', (order) => world.pay(order));
  act('ship', (order, raw) => shipByHand(world, order, parseBody(shipSchema, raw)));
  act('confirm', (order) => world.receive(order));
  act('finish', (order, raw) => world.settle(order, by(raw)));
  act('complete', (order, raw) => world.settle(order, by(raw)));
  // Whatever the reason, what WeChat shows of it is that the money went back.
  act('cancel', (order) => world.refund(order));
  act('refund', (order) => world.refund(order));
  act('remind-shipping', (order) => world.remindShipping(order));
  act('complaint', (order, raw) => {
    order.inComplaint = parseBody(z.strictObject({ open: z.boolean().default(true) }), raw).open;
    world.changed();
  });
}

/** The merchant tells it on WeChat's own pages; 0 is nothing to be sent. */
function shipByHand(world: MiniWorld, order: MiniOrder, { expressId, waybill }: z.infer<typeof shipSchema>): void {
  const express = expressId > 0;
  const item = {
    trackingNo: express ? waybill : '',
    expressCompany: express ? 'ZTO' : '',
    itemDesc: order.description,
    uploadTime: Date.now(),
    contact: { consignor: '', receiver: '' },
  };
  world.ship(order, { deliveryMode: 1, logisticsType: express ? 1 : 3, items: [item], isAll: true });
}

function leadOrder(world: MiniWorld, order: MiniOrder, state: PlaceBody['state']): void {
  if (state === 'cancelled') world.refund(order);
  if (state === 'shipping' || state === 'completed') shipByHand(world, order, shipSchema.parse({}));
  if (state === 'completed') world.settle(order, 2);
}

/** What WeChat itself knows about an order, for tests and people; amounts in fen, moments in Unix milliseconds. */
function orderTruth(order: MiniOrder, pushes: PushOutbox): Record<string, unknown> {
  const { transactionId, appid, state = 0, paidFen, ...more } = order;
  const story = pushes.storyOf(PLATFORM, transactionId);
  return { orderId: transactionId, shop: appid, status: state, totalFen: paidFen, ...more, pushes: story };
}

function findOrder(world: MiniWorld, orderId: string): MiniOrder {
  const order = world.orders.get(orderId);
  if (!order) throw new ControlError(404, `no order ${orderId} on ${PLATFORM}`);
  return order;
}
