import { randomInt } from 'node:crypto';
import { webhookAddresses } from '../connectors/webhook-addresses.ts';
import { appSchema, type MeituanApp, type MeituanShop } from '../sandbox/meituan/apps.ts';
import { pushFields } from '../sandbox/meituan/order-fields.ts';
import { type MeituanOrder, moveOrder } from '../sandbox/meituan/orders.ts';
import { placeOrder, placeSchema } from '../sandbox/meituan/place-order.ts';
import { type PushKind, pushKinds } from '../sandbox/meituan/apps.ts';
import { signMeituanPush } from '../sandbox/meituan/pushes.ts';
import { postRequest } from './keep-alive-sender.ts';

/** Where signed pushes go, as a platform's console knows it. */
export interface PushTarget {
  hubUrl: string;
  connectionId: string;
  appId: string;
  secret: string;
  shopCode: string;
}

export interface Push {
  platformOrderId: string;
  /** The event by which the hub's live stream tells that this push took effect. */
  tells: string;
  /** A whole HTTP request. */
  request: Buffer;
}

/** Makes real pushes, as the sandbox signs them: each order is another one, so no push is a repeat. */
export class PushMaker {
  private readonly app: MeituanApp;
  private readonly shop: MeituanShop;
  private next = BigInt(randomInt(1_000_000, 9_000_000)) * 1_000_000_000n;

  constructor(target: PushTarget) {
    const { webhookUrl, webhookUrls } = webhookAddresses(target.hubUrl, 'meituan', target.connectionId, pushKinds);
    const settings = appSchema.parse({
      secret: target.secret,
      shops: [{ appPoiCode: target.shopCode, name: '麦香烘焙' }],
      callbacks: { ...webhookUrls, default: webhookUrl },
    });
    const shops = settings.shops.map((shop): MeituanShop => ({ ...shop, poiStatus: 121 }));
    this.app = { ...settings, appId: target.appId, shops };
    this.shop = shops[0] as MeituanShop;
  }

  /** The push of a new paid order, with everything that a shop has to know. */
  paid(): Push {
    const order = this.order();
    moveOrder(order, 'pay', now());
    return this.orderPush('order-paid', order, 'paid');
  }

  /** Eight pushes of one order: placed, paid, confirmed, four of its rider, completed. */
  life(): Push[] {
    const order = this.order();
    const at = now();
    const placed = this.orderPush('order-placed', order, 'placed');
    moveOrder(order, 'pay', at);
    const paid = this.orderPush('order-paid', order, 'paid');
    moveOrder(order, 'confirm', at);
    const confirmed = this.orderPush('order-confirmed', order, 'accepted');
    moveOrder(order, 'complete', at);
    const completed = this.orderPush('order-completed', order, 'completed');
    return [
      placed,
      paid,
      confirmed,
      this.riderPush(order, 10, 'courier_update'),
      this.riderPush(order, 15, 'courier_update'),
      this.riderPush(order, 20, 'shipping'),
      this.riderPush(order, 40, 'delivered'),
      completed,
    ];
  }

  private order(): MeituanOrder {
    this.next += 1n;
    return placeOrder(
      this.app,
      this.shop,
      String(this.next),
      placeSchema.parse({}),
      Number(this.next % 1_000_000n),
      now(),
    );
  }

  private orderPush(kind: PushKind, order: MeituanOrder, tells: string): Push {
    return this.push(kind, order.orderId, pushFields(order, this.shop, []), tells);
  }

  private riderPush(order: MeituanOrder, status: number, tells: string): Push {
    const fields = {
      order_id: order.orderId,
      logistics_status: String(status),
      time: String(now()),
      dispatcher_name: '骑手',
      dispatcher_mobile: '13800000000',
    };
    return this.push('logistics', order.orderId, fields, tells);
  }

  private push(kind: PushKind, orderId: string, fields: Record<string, string>, tells: string): Push {
    const wire = signMeituanPush(
      this.app,
      { platform: 'meituan', appId: this.app.appId, kind, fields, orderId },
      now(),
    );
    if (!wire || wire.body === undefined || wire.contentType === undefined) throw new Error(`no push of kind ${kind}`);
    return { platformOrderId: orderId, tells, request: postRequest(wire.url, wire.contentType, wire.body) };
  }
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
