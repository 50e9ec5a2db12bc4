import { yuanText } from '../amounts.ts';
import { beijingTime } from '../beijing-time.ts';
import { aesKeyOf, type WeidianApp, type WeidianShop } from './apps.ts';
import { encryptText } from './encryption.ts';
import { statusText, statusWord } from './order-words.ts';
import { openPieces, sumOrder, type OrderLine, type WeidianOrder } from './orders.ts';
import { refundedFen, refundStatuses, refundStatusOri } from './refunds.ts';

type View = Record<string, unknown>;

const orderTypeTexts = { 1: '货到付款', 2: '直接到账', 3: '担保交易' } as const;
const groupStatuses = { none: -1, waiting: 0, full: 1 } as const;

/**
 * An order as vdian.order.get and the pushes show it. With `numbers` flags and shop numbers are numbers, else text: the
 * platform is not of one mind, and neither are its versions.
 */
export function orderView(order: WeidianOrder, shop: WeidianShop, app: WeidianApp, numbers: boolean): View {
  const flag = (value: number): number | string => (numbers ? value : String(value));
  return {
    order_id: order.orderId,
    order_type: String(order.orderType),
    order_type_des: orderTypeTexts[order.orderType],
    order_type_desc: orderTypeTexts[order.orderType],
    status: statusWord(order),
    status2: numbers ? null : statusText(order),
    status_desc: statusText(order),
    status_ori: String(order.statusOri),
    refund_status_ori: String(refundStatusOri(order.refunds)),
    ...amounts(order),
    quantity: String(order.lines.reduce((sum, line) => sum + line.quantity, 0)),
    note: order.note,
    seller_note: order.sellerNote,
    express_note: '',
    weixin: '',
    customInfos: [],
    buyer_info: buyerView(order, app),
    items: lineViews(order),
    ...courier(order),
    ...times(order),
    seller_id: flag(Number(shop.shopId)),
    seller_name: shop.name,
    seller_phone: shop.phone,
    f_seller_id: flag(0),
    f_shop_name: '',
    is_wei_order: flag(0),
    group_status: flag(groupStatuses[order.group]),
    is_close: flag(order.statusOri === 60 ? 1 : 0),
    argue_flag: flag(order.complaint ? 1 : 0),
  };
}

export function buyerView({ buyer, buyerId }: WeidianOrder, app: WeidianApp): View {
  const { name, phone, province, city, region, selfAddress } = buyer;
  const plain = {
    name,
    phone,
    address: `${province}${city}${region}${selfAddress}`,
    self_address: selfAddress,
    idCardNo: '',
  };
  const shown = Object.entries(plain).map(([field, text]) => {
    const hidden = text !== '' && app.encrypted.some((one) => one === field);
    return [field, hidden ? encryptText(aesKeyOf(app), text) : text];
  });
  return { buyer_id: buyerId, province, city, region, post: '', ...(Object.fromEntries(shown) as View) };
}

/** The newest parcel speaks for the order. */
export function courier({ parcels }: WeidianOrder): View {
  const parcel = parcels.at(-1);
  return {
    express: parcel?.express ?? '',
    express_no: parcel?.expressNo ?? '',
    express_type: parcel?.expressType ?? '',
  };
}

export function times(order: WeidianOrder): View {
  return {
    add_time: beijingTime(order.createdAt),
    pay_time: timeText(order.paidAt),
    send_time: timeText(order.sentAt),
    confirm_expire: timeText(order.confirmExpiresAt),
  };
}

function amounts(order: WeidianOrder): View {
  const { linesFen, goodsFen, totalFen } = sumOrder(order);
  const back = refundedFen(order.refunds);
  const kept = totalFen - back.itemFen - back.expressFen;
  const income = order.paidAt === undefined ? 0 : kept - order.commissionFen - order.distributorFen;
  const discounts = [
    { discount_info: '店铺优惠', discount_price: order.discountFen },
    { discount_info: '商家改价', discount_price: -order.changeFen },
  ].filter((one) => one.discount_price !== 0);
  const discountFen = discounts.reduce((sum, one) => sum + one.discount_price, 0);
  return {
    total: yuanText(totalFen),
    price: yuanText(goodsFen),
    express_fee: yuanText(order.expressFen),
    express_fee_num: yuanText(order.expressFen),
    original_total_price: yuanText(linesFen + order.expressFen),
    discount_list: discounts.map((one) => ({ ...one, discount_price: yuanText(one.discount_price) })),
    discount: yuanText(discountFen),
    discount_amount: yuanText(discountFen),
    // Not an order total, in spite of its name: what promotion costs the merchant.
    total_fee: yuanText(-order.commissionFen + 0),
    fx_fee_value: yuanText(-order.distributorFen + 0),
    real_income_price: yuanText(income),
    last_income: yuanText(income),
  };
}

function lineViews(order: WeidianOrder): View[] {
  const open = openPieces(order);
  return order.lines.map((line) => {
    const left = open.get(line.subOrderId) ?? 0;
    const parcel = order.parcels.findLast(({ parts }) => parts.some((part) => part.subOrderId === line.subOrderId));
    const delivered = parcel !== undefined && left === 0;
    const canDeliver = left > 0 && [20, 31].includes(order.statusOri);
    return {
      item_id: line.itemId,
      sku_id: line.skuId,
      sub_order_id: line.subOrderId,
      item_name: line.name,
      sku_title: line.skuTitle,
      price: yuanText(line.priceFen),
      quantity: String(line.quantity),
      total_price: yuanText(line.priceFen * line.quantity),
      merchant_code: line.merchantCode,
      sku_merchant_code: line.skuMerchantCode,
      img: `https://img.example/${line.itemId}.jpg`,
      url: `https://shop.example/item.html?itemID=${line.itemId}`,
      is_delivered: delivered ? 1 : 0,
      can_deliver: canDeliver ? 1 : 0,
      deliver_id: parcel?.deliverId ?? '',
      deliver_status_desc: delivered ? '已发货' : parcel ? '部分发货' : '未发货',
      refund_info: refundInfo(order, line),
    };
  });
}

/** The newest refund of a line; empty texts when there is none. */
function refundInfo(order: WeidianOrder, line: OrderLine): View {
  const refund = order.refunds.findLast(({ items }) => items.some((item) => item.subOrderId === line.subOrderId));
  const item = refund?.items.find((one) => one.subOrderId === line.subOrderId);
  const [number, text] = refund ? refundStatuses[refund.state] : ['', ''];
  const canRefund = [20, 31, 30, 40].includes(order.statusOri);
  return {
    refund_no: refund?.refundNo ?? '',
    refund_status: number,
    refund_status_str: text,
    refund_status_desc: refund ? refund.refusal || refund.reason : '',
    refund_kind: refund ? String(refund.kind) : '',
    refund_fee: item ? yuanText(item.itemFen + item.expressFen) : '',
    refund_item_fee: item ? yuanText(item.itemFen) : '',
    refund_express_fee: item ? yuanText(item.expressFen) : '',
    can_refund: canRefund ? '1' : '0',
    item_id: line.itemId,
    item_sku_id: line.skuId,
  };
}

function timeText(ms: number | undefined): string {
  return ms === undefined ? '' : beijingTime(ms);
}
