import type { PushOutbox } from '../push-outbox.ts';
import { tellEvent } from '../wechat/pushes.ts';
import type { Aftersale } from './aftersales.ts';
import type { ShopApp } from './apps.ts';
import type { Product } from './goods.ts';
import type { ShopOrder } from './orders.ts';

export const PLATFORM = 'wechat-shop';

export type OrderNews =
  'new' | 'cancel' | 'pay' | 'wait_shipping' | 'deliver' | 'confirm' | 'settle' | 'ext_info_update';

/** Tells the app of an order what has happened to it. Order numbers are bare digits, as in the platform's JSON. */
export class ShopEvents {
  readonly #outbox: PushOutbox;
  readonly #apps: ReadonlyMap<string, ShopApp>;

  constructor(outbox: PushOutbox, apps: ReadonlyMap<string, ShopApp>) {
    this.#outbox = outbox;
    this.#apps = apps;
  }

  order(order: ShopOrder, news: OrderNews, more: Record<string, number>): void {
    this.#tell(order.appid, `channels_ec_order_${news}`, order, {
      order_info: { order_id: BigInt(order.orderId), ...more },
    });
  }

  aftersale(order: ShopOrder, { aftersaleId, status }: Aftersale): void {
    this.#tell(order.appid, 'channels_ec_aftersale_update', order, {
      finder_shop_aftersale_status_update: {
        status,
        after_sale_order_id: aftersaleId,
        order_id: order.orderId,
      },
    });
  }

  stockLow({ appid, productId, skuId, stock }: Product): void {
    this.#tell(appid, 'channels_ec_stock_no_enough', undefined, {
      stock_info: { product_id: productId, sku_id: skuId, remain_stock_num: stock },
    });
  }

  #tell(appid: string, name: string, order: ShopOrder | undefined, fields: Record<string, unknown>): void {
    const app = this.#apps.get(appid);
    if (!app) return;
    const about = order === undefined ? {} : { orderId: order.orderId };
    tellEvent(this.#outbox, PLATFORM, app, { name, from: order?.openid ?? app.originalId, ...about, fields });
  }
}
