import type { VoucherApp } from './apps.ts';
import { VoucherError } from './errors.ts';
import type { Session } from './tokens.ts';
import { consumedView, preparedView, shopView, takenView } from './views.ts';
import { shopUnder, type VoucherWorld } from './world.ts';

const COUNT_MAX = 100;

export type Params = Readonly<Record<string, string>>;

export interface CallContext {
  world: VoucherWorld;
  app: VoucherApp;
  session: Session;
  params: Params;
}

/** Answers the `data` of the envelope, or throws a VoucherError. */
export type Call = (context: CallContext) => unknown;

/** Every call under a session, by its path below `/router/`. */
export const voucherCalls: Readonly<Record<string, Call>> = {
  'oauth/session/scope': ({ app, session, params }) => {
    const bid = required(params, 'bid');
    if (bid !== session.bid) throw new VoucherError('notYourShop', 'bid与session不匹配');
    return app.shops.filter((shop) => shop.bid === bid).map(shopView);
  },
  'tuangou/receipt/prepare': (context) => {
    const { world, app, params } = context;
    const found = world.voucherFor(app, shopFor(context), required(params, 'receipt_code'));
    return preparedView(found.order, found.voucher, world.usable(found).length);
  },
  'tuangou/receipt/consume': (context) => {
    const { world, app, params } = context;
    const asked = {
      requestId: required(params, 'requestid'),
      receiptCode: required(params, 'receipt_code'),
      count: countOf(params),
    };
    const cashier = {
      account: required(params, 'app_shop_account'),
      accountName: required(params, 'app_shop_accountname'),
    };
    return world.consume(app, shopFor(context), asked, cashier).taken.flatMap(({ code, flowId }) => {
      const found = world.vouchers.find(code);
      return found ? [takenView(found.order, found.voucher, flowId)] : [];
    });
  },
  'tuangou/receipt/reverseconsume': (context) => {
    const { world, app, params } = context;
    const { order, voucher } = world.reverse(app, shopFor(context), required(params, 'receipt_code'));
    return takenView(order, voucher, voucher.taking?.flowId ?? '');
  },
  'tuangou/receipt/getconsumed': (context) => {
    const { world, app, params } = context;
    const { order, voucher } = world.consumedFor(app, shopFor(context), required(params, 'receipt_code'));
    return consumedView(order, voucher);
  },
};

export function required(params: Params, name: string): string {
  const value = params[name];
  if (value === undefined || value === '') throw new VoucherError('missingParameter', `缺少参数: ${name}`);
  return value;
}

export function malformed(name: string): VoucherError {
  return new VoucherError('malformedParameter', `参数格式错误: ${name}`);
}

function shopFor({ app, session, params }: CallContext): ReturnType<typeof shopUnder> {
  return shopUnder(app, session.bid, required(params, 'open_shop_uuid'));
}

function countOf(params: Params): number {
  const text = required(params, 'count');
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > COUNT_MAX) throw malformed('count');
  return count;
}
