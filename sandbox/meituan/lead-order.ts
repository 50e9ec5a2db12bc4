import type { GatewayApp } from './apps.ts';
import type { MeituanOrder } from './orders.ts';
import type { PlaceBody } from './place-order.ts';
import type { MeituanWorld } from './world.ts';

const PICKED_UP = 20;
const CANCELLED_BY_USER = { reasonCode: 1102, reason: '不想要了', by: 1 } as const;

/** Lets a paid order live on to the state that was asked for, as merchant, rider and customer would. */
export function leadOrder<App extends GatewayApp>(
  world: MeituanWorld<App>,
  app: App,
  order: MeituanOrder,
  state: PlaceBody['state'],
): void {
  if (state === 'placed' || state === 'paid') return;
  if (state === 'cancelled') return world.cancel(app, order, CANCELLED_BY_USER);
  world.confirm(app, order);
  if (state === 'accepted') return;
  if (state === 'completed') return world.complete(app, order);
  if (order.logisticsCode === '0000') world.deliver(app, order, {});
  else world.rider(app, order, { status: PICKED_UP });
}
