/** One order of a customer: several vouchers of one deal, paid together. Moments are Unix seconds. */
export interface VoucherOrder {
  orderId: string;
  appKey: string;
  /** The merchant that sold it. */
  bid: string;
  /** Empty: every shop of the merchant takes it. */
  onlyShop: string;
  dealId: number;
  dealgroupId: number;
  dealTitle: string;
  /** For one voucher. */
  priceFen: number;
  marketPriceFen: number;
  /** Of the whole order. */
  byMeituanFen: number;
  byShopFen: number;
  /** 0 团购, 203 拼团, 205 次卡, 217 通兑. */
  bizType: 0 | 203 | 205 | 217;
  mobile: string;
  soldAt: number;
  /** 0 is never. */
  endsAt: number;
  vouchers: Voucher[];
}

export interface Voucher {
  code: string;
  state: 'sold' | 'consumed' | 'refunded';
  /** The newest taking, also one that was taken back. */
  taking?: Taking;
  /** Everything that happened to it. */
  story: { at: number; what: 'sold' | 'consumed' | 'reversed' | 'refunded'; requestId?: string }[];
}

export interface Taking {
  requestId: string;
  at: number;
  openShopUuid: string;
  account: string;
  accountName: string;
  flowId: string;
}

/** What a consume answered, for the next one with the same number. */
export interface TakingRequest {
  requestId: string;
  receiptCode: string;
  count: number;
  openShopUuid: string;
  taken: { code: string; flowId: string }[];
}

export interface Found {
  order: VoucherOrder;
  voucher: Voucher;
}

export interface VoucherSnapshot {
  lastOrder: number;
  lastFlow: number;
  orders: VoucherOrder[];
  requests: [string, TakingRequest][];
}

/** Far above 2^53, so that a receiver which reads ids as doubles is caught; an odd last digit is never a double of this size. */
const ORDER_BASE = 4_930_220_150_000_000_001n;
const FLOW_BASE = 7_110_000_000_000_000_001n;

/** All vouchers of the platform by their codes. */
export class VoucherBook {
  readonly #byCode = new Map<string, Found>();
  readonly #requests = new Map<string, TakingRequest>();
  #orders: VoucherOrder[] = [];
  #lastOrder = 0;
  #lastFlow = 0;

  nextOrderId(): string {
    this.#lastOrder += 1;
    return String(ORDER_BASE + 2n * BigInt(this.#lastOrder));
  }

  nextFlowId(): string {
    this.#lastFlow += 1;
    return String(FLOW_BASE + 2n * BigInt(this.#lastFlow));
  }

  /** A code nobody has: the number that follows, with all its digits. */
  freeCode(after: string): string {
    let number = BigInt(after);
    let code: string;
    do {
      number += 1n;
      code = String(number).padStart(after.length, '0');
    } while (this.#byCode.has(code));
    return code;
  }

  add(order: VoucherOrder): void {
    this.#orders.push(order);
    for (const voucher of order.vouchers) this.#byCode.set(voucher.code, { order, voucher });
  }

  find(code: string): Found | undefined {
    return this.#byCode.get(code);
  }

  findOrder(orderId: string): VoucherOrder | undefined {
    return this.#orders.find((order) => order.orderId === orderId);
  }

  list(): readonly VoucherOrder[] {
    return this.#orders;
  }

  request(appKey: string, requestId: string): TakingRequest | undefined {
    return this.#requests.get(`${appKey} ${requestId}`);
  }

  keepRequest(appKey: string, request: TakingRequest): void {
    this.#requests.set(`${appKey} ${request.requestId}`, request);
  }

  snapshot(): VoucherSnapshot {
    const last = { lastOrder: this.#lastOrder, lastFlow: this.#lastFlow };
    return { ...last, orders: this.#orders, requests: [...this.#requests] };
  }

  restore(snapshot: VoucherSnapshot): void {
    this.#lastOrder = snapshot.lastOrder;
    this.#lastFlow = snapshot.lastFlow;
    for (const order of snapshot.orders) this.add(order);
    for (const [key, request] of snapshot.requests) this.#requests.set(key, request);
  }
}
