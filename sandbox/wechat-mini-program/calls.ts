import type { Fields } from '../wechat/fields.ts';
import type { WechatCall } from '../wechat/gateway.ts';
import type { MiniApp } from './apps.ts';
import { read, shippingError } from './errors.ts';
import type { MiniOrder } from './orders.ts';
import { readShipping, readUploadTime } from './read-shipping.ts';
import { orderView } from './views.ts';
import { seconds, type MiniWorld } from './world.ts';

const PAGE_MAX = 100;
const SECONDS_MAX = 4_102_444_800;

/** The calls of shipping management, `/wxa/sec/order/…`. */
export function shippingCalls(world: MiniWorld): Readonly<Record<string, WechatCall<MiniApp>>> {
  return {
    'wxa/sec/order/upload_shipping_info': (app, fields) => {
      const order = keyedOrder(world, app, read.object(fields, 'order_key'));
      checkPayer(order, fields);
      world.ship(order, readShipping(fields, readUploadTime(fields)));
    },
    'wxa/sec/order/upload_combined_shipping_info': (app, fields) => shipCombined(world, app, fields),
    'wxa/sec/order/get_order': (app, fields) => ({ order: orderView(namedOrder(world, app, fields)) }),
    'wxa/sec/order/get_order_list': (app, fields) => orderList(world, app, fields),
    'wxa/sec/order/notify_confirm_receive': (app, fields) => {
      const order = namedOrder(world, app, fields);
      if (order.state !== 2) throw shippingError('notShippedYet');
      if (order.shipping?.logisticsType !== 1) throw shippingError('reminderNeedsExpress');
      if (order.reminded) throw shippingError('reminderUsed');
      const received = fields['received_time'];
      const inTime =
        typeof received === 'number' && received >= seconds(order.shippedAt) && received <= seconds(Date.now());
      if (!inTime) throw shippingError('badReceivedTime');
      order.reminded = true;
      world.changed();
    },
    'wxa/sec/order/set_msg_jump_path': (_app, fields) => void read.text(fields, 'path'),
    'wxa/sec/order/is_trade_managed': (app, fields) => {
      checkAppid(app, fields);
      return { is_trade_managed: app.managedAs === 'boolean' ? app.tradeManaged : Number(app.tradeManaged) };
    },
    'wxa/sec/order/is_trade_management_confirmation_completed': (app, fields) => {
      checkAppid(app, fields);
      return { completed: app.tradeManaged };
    },
    'wxa/sec/order/opspecialorder': (app, fields) => {
      world.findPaid(app.appid, read.text(fields, 'order_id'));
      read.integer(fields, 'type', { min: 1, max: 2 });
    },
  };
}

function shipCombined(world: MiniWorld, app: MiniApp, fields: Fields): void {
  const uploadTime = readUploadTime(fields);
  // The combined payment itself is not played: its key is read, and the orders are those of the list.
  read.object(fields, 'order_key');
  const subs = read.objects(fields, 'sub_orders').map((sub) => {
    const order = keyedOrder(world, app, read.object(sub, 'order_key'));
    checkPayer(order, fields);
    return { order, told: readShipping(sub, uploadTime) };
  });
  if (new Set(subs.map(({ order }) => order)).size < subs.length) throw shippingError('duplicateSubOrder');
  const [first] = subs;
  if (subs.some(({ told }) => told.logisticsType !== first?.told.logisticsType)) throw shippingError('typeDiffers');
  for (const { order, told } of subs) world.ship(order, told);
}

/** The order of an `order_key`: 1 by merchant and trade number, 2 by WeChat's number. */
function keyedOrder(world: MiniWorld, app: MiniApp, key: Fields): MiniOrder {
  const type = key['order_number_type'];
  if (type === 2) {
    const transactionId = read.optional(key, 'transaction_id');
    if (transactionId === undefined) throw shippingError('transactionIdMissing');
    return world.findPaid(app.appid, transactionId);
  }
  if (type !== 1) throw shippingError('badNumberType');
  const mchid = read.optional(key, 'mchid');
  if (mchid === undefined) throw shippingError('mchidMissing');
  const tradeNo = read.optional(key, 'out_trade_no');
  if (tradeNo === undefined) throw shippingError('tradeNoMissing');
  return world.findByTradeNo(app.appid, mchid, tradeNo);
}

function namedOrder(world: MiniWorld, app: MiniApp, fields: Fields): MiniOrder {
  const transactionId = read.optional(fields, 'transaction_id');
  if (transactionId !== undefined) return world.findPaid(app.appid, transactionId);
  return world.findByTradeNo(app.appid, read.text(fields, 'merchant_id'), read.text(fields, 'merchant_trade_no'));
}

function checkPayer(order: MiniOrder, fields: Fields): void {
  if (read.text(read.object(fields, 'payer'), 'openid') !== order.openid) throw shippingError('notThePayer');
}

function checkAppid(app: MiniApp, fields: Fields): void {
  if (read.text(fields, 'appid') !== app.appid) throw shippingError('badParameter', 'appid');
}

/** Newest payments first; `last_index` is the number of the last order shown. */
function orderList(world: MiniWorld, app: MiniApp, fields: Fields): Fields {
  const size = read.integer(fields, 'page_size', { min: 1, max: PAGE_MAX, otherwise: PAGE_MAX });
  const range = read.optionalObject(fields, 'pay_time_range');
  const moment = (name: string, otherwise: number): number =>
    range ? read.integer(range, name, { min: 0, max: SECONDS_MAX, otherwise }) : otherwise;
  const [from, to] = [moment('begin_time', 0), moment('end_time', SECONDS_MAX)];
  const state =
    fields['order_state'] === undefined ? undefined : read.integer(fields, 'order_state', { min: 1, max: 6 });
  const openid = read.optional(fields, 'openid');
  const found = [...world.orders.values()]
    .filter(
      (order) =>
        order.appid === app.appid &&
        order.state !== undefined &&
        seconds(order.paidAt) >= from &&
        seconds(order.paidAt) <= to &&
        (state === undefined || order.state === state) &&
        (openid === undefined || order.openid === openid),
    )
    .sort((a, b) => (a.transactionId < b.transactionId ? 1 : -1));
  const after = read.optional(fields, 'last_index');
  if (after !== undefined && !world.orders.has(after)) throw shippingError('badLastIndex');
  const rest = after === undefined ? found : found.filter(({ transactionId }) => transactionId < after);
  const page = rest.slice(0, size);
  return {
    order_list: page.map(orderView),
    last_index: page.at(-1)?.transactionId ?? after ?? '',
    has_more: rest.length > page.length,
  };
}
