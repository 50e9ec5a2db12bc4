import type { PlatformHost } from '../platform.ts';
import { shopOf, type AppSettings, type VoucherApp, type VoucherShop } from './apps.ts';
import { VoucherError } from './errors.ts';
import { sellVouchers, type SellBody } from './sell.ts';
import { SessionBook, type SessionSnapshot } from './tokens.ts';
import { VoucherBook, type Found, type TakingRequest, type VoucherOrder, type VoucherSnapshot } from './vouchers.ts';

interface WorldSnapshot {
  apps: VoucherApp[];
  sessions: SessionSnapshot;
  vouchers: VoucherSnapshot;
}

export interface Cashier {
  account: string;
  accountName: string;
}

/** The platform's own truth: its apps, shops and vouchers, and what can happen to a voucher. */
export class VoucherWorld {
  readonly apps = new Map<string, VoucherApp>();
  readonly sessions = new SessionBook();
  readonly vouchers = new VoucherBook();
  readonly #host: PlatformHost;

  constructor(host: PlatformHost) {
    this.#host = host;
  }

  changed(): void {
    this.#host.changed();
  }

  /** Registers an app or replaces its settings; vouchers and sessions stay. */
  putApp(appKey: string, { grants, ...settings }: AppSettings): VoucherApp {
    const app = { ...settings, appKey };
    this.apps.set(appKey, app);
    for (const grant of grants) this.sessions.plant({ appKey, ...grant }, Date.now(), app.tokens);
    this.changed();
    return app;
  }

  sell(app: VoucherApp, shop: VoucherShop, body: SellBody): VoucherOrder {
    const order = sellVouchers(this.vouchers, app, shop, body, seconds());
    this.changed();
    return order;
  }

  /** The voucher, if the shop may take it at all; its state is not looked at. */
  voucherFor(app: VoucherApp, shop: VoucherShop, code: string): Found {
    const found = this.vouchers.find(code);
    if (!found || found.order.appKey !== app.appKey) throw new VoucherError('unknownVoucher', '券码不存在');
    const { bid, onlyShop } = found.order;
    if (bid !== shop.bid || (onlyShop !== '' && onlyShop !== shop.openShopUuid)) {
      throw new VoucherError('notYourShop', '券码不适用于该门店');
    }
    return found;
  }

  /** The vouchers of the order that can be taken now, the named one first; none when the named one cannot. */
  usable({ order, voucher }: Found): Found[] {
    const over = order.endsAt !== 0 && order.endsAt <= seconds();
    if (voucher.state === 'consumed') throw new VoucherError('voucherUsed', '券码已被使用');
    if (voucher.state === 'refunded' || over) throw new VoucherError('voucherOver', '券码已退款或已过期');
    const others = order.vouchers.filter((one) => one !== voucher && one.state === 'sold');
    return [voucher, ...others].map((one) => ({ order, voucher: one }));
  }

  /** Takes `count` vouchers, or tells again what the same request took. */
  consume(
    app: VoucherApp,
    shop: VoucherShop,
    asked: { requestId: string; receiptCode: string; count: number },
    cashier: Cashier,
  ): TakingRequest {
    const before = this.vouchers.request(app.appKey, asked.requestId);
    if (before) {
      const same = before.receiptCode === asked.receiptCode && before.count === asked.count;
      if (same && before.openShopUuid === shop.openShopUuid) return before;
      throw new VoucherError('requestReused', 'requestid已用于其他验券请求');
    }
    const usable = this.usable(this.voucherFor(app, shop, asked.receiptCode));
    if (asked.count > usable.length) throw new VoucherError('tooFew', `可用张数不足: ${String(usable.length)}`);
    const at = seconds();
    const taken = usable.slice(0, asked.count).map(({ voucher }) => {
      const flowId = this.vouchers.nextFlowId();
      voucher.state = 'consumed';
      voucher.taking = { requestId: asked.requestId, at, openShopUuid: shop.openShopUuid, ...cashier, flowId };
      voucher.story.push({ at, what: 'consumed', requestId: asked.requestId });
      return { code: voucher.code, flowId };
    });
    const request = { ...asked, openShopUuid: shop.openShopUuid, taken };
    this.vouchers.keepRequest(app.appKey, request);
    this.changed();
    return request;
  }

  /** A taking is taken back, where it was made; the voucher can be used again. */
  reverse(app: VoucherApp, shop: VoucherShop, code: string): Found {
    const found = this.consumedFor(app, shop, code);
    found.voucher.state = 'sold';
    found.voucher.story.push({ at: seconds(), what: 'reversed' });
    this.changed();
    return found;
  }

  consumedFor(app: VoucherApp, shop: VoucherShop, code: string): Found {
    const found = this.voucherFor(app, shop, code);
    const { state, taking } = found.voucher;
    if (state !== 'consumed') throw new VoucherError('notConsumed', '券码未被使用');
    if (taking?.openShopUuid !== shop.openShopUuid) throw new VoucherError('notYourShop', '券码在其他门店使用');
    return found;
  }

  /** The customer gets the money of a voucher back that was not taken. */
  refund({ voucher }: Found): void {
    if (voucher.state === 'consumed') throw new VoucherError('voucherUsed', '券码已被使用');
    if (voucher.state === 'refunded') throw new VoucherError('voucherOver', '券码已退款');
    voucher.state = 'refunded';
    voucher.story.push({ at: seconds(), what: 'refunded' });
    this.changed();
  }

  snapshot(): WorldSnapshot {
    return {
      apps: [...this.apps.values()],
      sessions: this.sessions.snapshot(),
      vouchers: this.vouchers.snapshot(),
    };
  }

  restore(snapshot: WorldSnapshot): void {
    for (const app of snapshot.apps) this.apps.set(app.appKey, app);
    this.sessions.restore(snapshot.sessions);
    this.vouchers.restore(snapshot.vouchers);
  }
}

/** The shop that `open_shop_uuid` names, if the session's merchant has it. */
export function shopUnder(app: VoucherApp, bid: string, openShopUuid: string): VoucherShop {
  const shop = shopOf(app, openShopUuid);
  if (shop?.bid !== bid) throw new VoucherError('notYourShop', '门店不在授权范围内');
  return shop;
}

export function seconds(): number {
  return Math.floor(Date.now() / 1_000);
}
