import type { DeliverySettings } from '../delivery.ts';
import type { UnsignedPush, WireRequest } from '../platform.ts';
import type { PushOutbox } from '../push-outbox.ts';
import { shopOf, type WeidianApp } from './apps.ts';
import { orderView } from './order-view.ts';
import type { WeidianOrder } from './orders.ts';

/** What happens to orders, by the last word of the push's type where it has one spelling only. */
export type OrderNews =
  | 'non_payment'
  | 'already_payment'
  | 'delivered'
  | 'confirmed'
  | 'finished'
  | 'close'
  | 'buyers_apply_refund'
  | 'seller_submit_refund'
  | 'sellers_refused_refund'
  | 'refunded'
  | 'refund_byweidian'
  | 'buyers_complaints'
  | 'complaints_have_been_processed';

/** Tells every app that has the order's shop, each in the spelling of its settings. */
export class WeidianPushes {
  readonly #outbox: PushOutbox;
  readonly #apps: ReadonlyMap<string, WeidianApp>;

  constructor(outbox: PushOutbox, apps: ReadonlyMap<string, WeidianApp>) {
    this.#outbox = outbox;
    this.#apps = apps;
  }

  /** The message is the order as it is now, however late it is sent. */
  tell(news: OrderNews, order: WeidianOrder): void {
    for (const app of this.#apps.values()) {
      const shop = shopOf(app, order.shopId);
      if (!shop) continue;
      const type = `weidian.order.${wordOf(news, app)}`;
      const message = orderView(order, shop, app, false);
      const shopId = app.push.withShopId ? { shopId: Number(shop.shopId) } : {};
      const fields = { content: JSON.stringify({ type, message, ...shopId }) };
      this.#outbox.add({ platform: 'weidian', appId: app.appkey, kind: type, orderId: order.orderId, fields });
    }
  }
}

/** A push as it goes over the wire: one form field, and nothing that proves where it comes from. */
export function writePush(app: WeidianApp | undefined, { fields }: UnsignedPush): WireRequest | undefined {
  const url = app?.callbacks.default;
  if (!app || !url) return undefined;
  const form = new URLSearchParams({ content: fields['content'] ?? '' }).toString();
  const body = app.push.spaces === 'plus' ? form : form.replaceAll('+', '%20');
  return { method: 'POST', url, contentType: 'application/x-www-form-urlencoded;charset=utf-8', body };
}

export function deliveryOf(app: WeidianApp | undefined): DeliverySettings {
  // An app is never removed, so the fallback only serves a state file edited by hand.
  return app?.push ?? { timeoutMs: 5_000, retryDelaysMs: [], retryEveryMs: 60_000, attemptsMax: 1 };
}

export function isWeidianAck(status: number, body: string): boolean {
  if (status !== 200) return false;
  try {
    const answer = JSON.parse(body) as { status?: unknown } | null;
    return answer?.status === 'success';
  } catch {
    return false;
  }
}

function wordOf(news: OrderNews, app: WeidianApp): string {
  if (news === 'confirmed') return app.push.confirmedAs;
  if (news === 'refunded') return app.push.refundedAs;
  return news;
}
