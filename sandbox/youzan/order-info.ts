import { yuanText } from '../amounts.ts';
import { beijingTime } from '../beijing-time.ts';
import { jsonText } from '../json-text.ts';
import type { YouzanShop } from './apps.ts';
import { sumOrder, type OrderLine, type OrderStatus, type OrderSums, type YouzanOrder } from './orders.ts';
import { orderRefundState } from './refunds.ts';

const statusTexts: Record<OrderStatus, string> = {
  WAIT_BUYER_PAY: '待付款',
  TRADE_PAID: '已支付',
  WAIT_CONFIRM: '待成团',
  WAIT_SELLER_SEND_GOODS: '待发货',
  WAIT_BUYER_CONFIRM_GOODS: '已发货',
  TRADE_SUCCESS: '已完成',
  TRADE_CLOSED: '已关闭',
};

const PAY_TYPE_WECHAT = 10;

type Block = Record<string, unknown>;

/** The block that lists, details and pushes share. Yuan are text with two decimals, deductions are fen, ids are exact. */
export function fullOrderInfo(order: YouzanOrder, shop: YouzanShop): Block {
  const sums = sumOrder(order);
  return {
    order_info: orderInfo(order, shop, sums),
    pay_info: payInfo(order, sums),
    orders: order.lines.map((line, index) => lineInfo(line, order, sums.lines[index])),
    address_info: addressInfo(order),
    buyer_info: { yz_open_id: order.buyer.openId, buyer_phone: order.buyer.phone, outer_user_id: '' },
    remark_info: { buyer_message: order.buyerMessage, star: order.star, trade_memo: order.memo },
    source_info: { source: { platform: 'wx', wx_entrance: 'wx_gzh' }, order_mark: 'wx_shop', is_offline_order: false },
    out_order_info: { out_order_no: '', income: String(sums.paymentFen), fee: '0' },
  };
}

function orderInfo(order: YouzanOrder, shop: YouzanShop, sums: OrderSums): Block {
  const paid = order.paidAt !== undefined;
  return {
    tid: order.tid,
    status: order.status,
    status_str: statusTexts[order.status],
    type: order.type,
    pay_type: paid ? PAY_TYPE_WECHAT : 0,
    pay_type_str: paid ? 'WEIXIN_DAIXIAO' : 'DEFAULT',
    close_type: order.closeType,
    express_type: order.expressType,
    refund_state: orderRefundState(order.refunds, sums.paymentFen),
    team_type: 0,
    created: beijingTime(order.createdAt),
    update_time: beijingTime(order.updatedAt),
    expired_time: beijingTime(order.expiresAt),
    pay_time: timeText(order.paidAt),
    consign_time: timeText(order.consignedAt),
    confirm_time: timeText(order.successAt),
    success_time: timeText(order.successAt),
    offline_id: 0,
    node_kdt_id: BigInt(order.kdtId),
    root_kdt_id: BigInt(shop.rootKdtId ?? shop.kdtId),
    shop_name: shop.name,
    order_tags: {
      is_virtual: order.type === 75,
      is_purchase_order: false,
      is_fenxiao_order: false,
      is_member: true,
      is_preorder: false,
      is_offline_order: false,
      is_multi_store: shop.rootKdtId !== undefined,
      is_settle: order.status === 'TRADE_SUCCESS',
      is_payed: paid,
      is_secured_transactions: true,
      is_postage_free: order.postFen === 0,
      is_feedback: order.refunds.length > 0,
      is_refund: sums.paymentFen > 0 && orderRefundState(order.refunds, sums.paymentFen) >= 2,
    },
    order_extra: { is_from_cart: 'true', is_member: 'true', cash: '0', t_cash: '0', tm_cash: '0' },
  };
}

function payInfo(order: YouzanOrder, sums: OrderSums): Block {
  const numbers = order.paidAt === undefined ? [] : [order.tid.replace('E', '4200')];
  return {
    total_fee: yuanText(sums.totalFen),
    post_fee: yuanText(order.postFen),
    payment: yuanText(sums.paymentFen),
    transaction: numbers.map((number) => number.replace('4200', '1800')),
    outer_transactions: numbers,
    phase_payments: [],
    deduction_pay: 0,
    deduction_real_pay: 0,
  };
}

function lineInfo(line: OrderLine, order: YouzanOrder, sum: OrderSums['lines'][number] | undefined): Block {
  const properties = line.properties.map(({ k, kId, v, vId }) => ({ k, k_id: kId, v, v_id: vId }));
  return {
    oid: line.oid,
    item_id: BigInt(line.itemId),
    sku_id: BigInt(line.skuId),
    title: line.title,
    num: line.num,
    price: yuanText(line.priceFen),
    discount_price: yuanText(line.discountPriceFen),
    total_fee: yuanText(line.discountPriceFen * line.num),
    payment: yuanText(sum?.paymentFen ?? 0),
    freight: yuanText(sum?.freightFen ?? 0),
    tax_total: yuanText(0),
    outer_item_id: line.itemNo,
    outer_sku_id: line.skuNo,
    item_no: line.itemNo,
    sku_no: line.skuNo,
    sku_barcode: line.barcode,
    sku_properties_name: jsonText(properties),
    item_type: line.itemType,
    is_present: false,
    buyer_messages: order.buyerMessage === '' ? '{}' : jsonText({ 留言: order.buyerMessage }),
    weight: String(line.weightGrams),
  };
}

function addressInfo({ address, expressType, delivery }: YouzanOrder): Block {
  const pickUp = { name: '总店自提点', address: address.detail, tel: address.tel };
  return {
    receiver_name: address.name,
    receiver_tel: address.tel,
    delivery_province: address.province,
    delivery_city: address.city,
    delivery_district: address.district,
    delivery_address: address.detail,
    delivery_postal_code: '',
    address_extra: jsonText({ lon: address.longitude, lat: address.latitude }),
    self_fetch_info: expressType === 1 ? jsonText(pickUp) : '',
    delivery_start_time: timeText(delivery?.from),
    delivery_end_time: timeText(delivery?.to),
  };
}

function timeText(ms: number | undefined): string {
  return ms === undefined ? '' : beijingTime(ms);
}
