import type { WechatCall } from '../wechat/gateway.ts';
import type { Fields } from '../wechat/fields.ts';
import type { ShopApp } from './apps.ts';
import { companies } from './companies.ts';
import { read, shopError } from './errors.ts';
import { mustBe, type Address, type ShopOrder } from './orders.ts';
import { addressView, orderView, seconds } from './views.ts';
import type { ShopWorld } from './world.ts';

const WINDOW_SECONDS_MAX = 7 * 86_400;
const PAGE_MAX = 100;
const SECONDS_MAX = 4_102_444_800;
const DAY_MS = 86_400_000;

type Calls = Readonly<Record<string, WechatCall<ShopApp>>>;

export function orderCalls(world: ShopWorld): Calls {
  /** When each app asked for clear addresses, within the last day. */
  const decoded = new Map<string, number[]>();
  return {
    'channels/ec/order/list/get': (app, fields) =>
      orderPage(newestFirst(world, app).filter(listFilter(fields)), fields),
    'channels/ec/order/search': (app, fields) =>
      orderPage(newestFirst(world, app).filter(searchFilter(fields)), fields),
    'channels/ec/order/get': (app, fields) => ({ order: orderView(orderFor(world, app, fields)) }),
    'channels/ec/order/sensitiveinfo/decode': (app, fields) => {
      const order = orderFor(world, app, fields);
      const today = (decoded.get(app.appid) ?? []).filter((at) => at > Date.now() - DAY_MS);
      if (today.length >= app.decodePerDay) throw shopError('quotaUsed');
      decoded.set(app.appid, [...today, Date.now()]);
      return { address_info: addressView(order.address, false), virtual_number_info: {} };
    },
    'channels/ec/order/price/update': (app, fields) => {
      const order = orderFor(world, app, fields);
      const changes = read.objects(fields, 'change_order_infos');
      const sum = changes.reduce((total, one) => {
        if (
          !order.lines.some(
            (line) => line.productId === read.text(one, 'product_id') && line.skuId === read.text(one, 'sku_id'),
          )
        )
          throw shopError('unknownProduct');
        return total + read.integer(one, 'change_price', { min: 1, max: 100_000_000 });
      }, 0);
      if (changes.length !== order.lines.length) throw shopError('badField', 'change_order_infos');
      if (fields['change_express'] === true)
        order.freightFen = read.integer(fields, 'express_fee', { min: 0, max: 1_000_000 });
      world.changePrice(order, sum + order.freightFen);
    },
    'channels/ec/order/merchantnotes/update': (app, fields) =>
      world.note(orderFor(world, app, fields), { merchantNotes: read.optional(fields, 'merchant_notes') ?? '' }),
    'channels/ec/order/address/update': (app, fields) => {
      const order = orderFor(world, app, fields);
      mustBe(order, [10, 12, 13, 20]);
      world.note(order, { address: readAddress(read.object(fields, 'user_address')) });
    },
    'channels/ec/order/deliverycompanylist/get': () => ({ company_list: companies }),
  };
}

export function orderFor(world: ShopWorld, app: ShopApp, fields: Fields): ShopOrder {
  const order = world.orders.get(read.text(fields, 'order_id'));
  if (order?.appid !== app.appid) throw shopError('unknownOrder');
  return order;
}

function newestFirst(world: ShopWorld, app: ShopApp): ShopOrder[] {
  return [...world.orders.values()].filter(({ appid }) => appid === app.appid).reverse();
}

/** A page with the key of the next one, which is the number of the last order shown, so that new orders move nothing. */
function orderPage(orders: readonly ShopOrder[], fields: Fields): Fields {
  const size = read.integer(fields, 'page_size', { min: 1, max: PAGE_MAX });
  const after = read.optional(fields, 'next_key');
  const rest = after === undefined ? orders : orders.filter(({ orderId }) => BigInt(orderId) < keyNumber(after));
  const page = rest.slice(0, size);
  const ids = page.map(({ orderId }) => orderId);
  const hasMore = rest.length > page.length;
  return { order_id_list: ids, next_key: hasMore ? (ids.at(-1) ?? '') : '', has_more: hasMore };
}

function keyNumber(key: string): bigint {
  if (!/^\d{1,19}$/.test(key)) throw shopError('badField', 'next_key');
  return BigInt(key);
}

function listFilter(fields: Fields): (order: ShopOrder) => boolean {
  const created = timeRange(fields, 'create_time_range');
  const updated = timeRange(fields, 'update_time_range');
  if (!created && !updated) throw shopError('badField', 'create_time_range');
  const status = fields['status'] === undefined ? undefined : read.integer(fields, 'status', { min: 0, max: 250 });
  const openid = read.optional(fields, 'openid');
  return (order) =>
    (created?.(order.createdAt) ?? true) &&
    (updated?.(order.updatedAt) ?? true) &&
    (status === undefined || order.status === status) &&
    (openid === undefined || order.openid === openid);
}

function timeRange(fields: Fields, name: string): ((ms: number) => boolean) | undefined {
  const range = read.optionalObject(fields, name);
  if (!range) return undefined;
  const from = read.integer(range, 'start_time', { min: 0, max: SECONDS_MAX });
  const to = read.integer(range, 'end_time', { min: from, max: from + WINDOW_SECONDS_MAX });
  return (ms) => seconds(ms) >= from && seconds(ms) <= to;
}

function searchFilter(fields: Fields): (order: ShopOrder) => boolean {
  const condition = read.object(fields, 'search_condition');
  const wanted = (name: string): string | undefined => read.optional(condition, name);
  const has = (text: string, part: string | undefined): boolean => part === undefined || text.includes(part);
  const [orderId, title, code] = [wanted('order_id'), wanted('title'), wanted('sku_code')];
  const [name, phone] = [wanted('user_name'), wanted('tel_number')];
  const [merchantNotes, customerNotes] = [wanted('merchant_notes'), wanted('customer_notes')];
  const aftersale = fields['on_aftersale_order_exist'];
  return (order) =>
    (orderId === undefined || order.orderId === orderId) &&
    order.lines.some((line) => has(line.title, title) && (code === undefined || line.skuCode === code)) &&
    (name === undefined || order.address.userName === name) &&
    (phone === undefined || order.address.telNumber === phone) &&
    has(order.merchantNotes, merchantNotes) &&
    has(order.customerNotes, customerNotes) &&
    (aftersale === undefined || (aftersale === 1) === order.aftersales.some(({ outcome }) => outcome === 'open'));
}

function readAddress(fields: Fields): Address {
  return {
    userName: read.text(fields, 'user_name'),
    telNumber: read.text(fields, 'tel_number'),
    province: read.text(fields, 'province_name'),
    city: read.text(fields, 'city_name'),
    county: read.optional(fields, 'county_name') ?? '',
    detail: read.text(fields, 'detail_info'),
  };
}
