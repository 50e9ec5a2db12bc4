import type { ShopApp } from './apps.ts';
import type { Aftersale } from './aftersales.ts';
import { companyName } from './companies.ts';
import { countIn, sumOrder, type Address, type ShopOrder } from './orders.ts';

type View = Record<string, unknown>;

export function seconds(ms: number | undefined): number {
  return ms === undefined ? 0 : Math.floor(ms / 1_000);
}

/** The answer of order/get; ids are text, prices fen, times Unix seconds, the address masked. */
export function orderView(order: ShopOrder): View {
  return {
    order_id: order.orderId,
    status: order.status,
    openid: order.openid,
    unionid: order.unionid,
    create_time: seconds(order.createdAt),
    update_time: seconds(order.updatedAt),
    order_detail: {
      product_infos: productViews(order),
      price_info: priceView(order),
      pay_info: order.paidAt === undefined ? {} : payView(order),
      delivery_info: deliveryView(order),
      ext_info: {
        customer_notes: order.customerNotes,
        merchant_notes: order.merchantNotes,
        confirm_receipt_time: seconds(order.confirmedAt),
        order_scene: 1,
      },
      settle_info: settleView(order),
    },
    aftersale_detail: {
      aftersale_order_list: order.aftersales.map(({ aftersaleId, status }) => ({
        aftersale_order_id: aftersaleId,
        status,
      })),
      on_aftersale_order_cnt: order.aftersales.filter(({ outcome }) => outcome === 'open').length,
    },
  };
}

function productViews(order: ShopOrder): View[] {
  const { lineFen } = sumOrder(order);
  const having = (outcome: Aftersale['outcome']): Aftersale[] =>
    order.aftersales.filter((aftersale) => aftersale.outcome === outcome);
  return order.lines.map((line, index) => ({
    product_id: line.productId,
    sku_id: line.skuId,
    sku_code: line.skuCode,
    out_sku_id: line.outSkuId,
    title: line.title,
    sku_attrs: line.attribute === '' ? [] : [{ attr_key: '规格', attr_value: line.attribute }],
    sku_cnt: line.count,
    sale_price: line.priceFen,
    market_price: line.priceFen,
    real_price: lineFen[index],
    estimate_price: lineFen[index],
    on_aftersale_sku_cnt: countIn(having('open'), line),
    finish_aftersale_sku_cnt: countIn(having('refunded'), line),
    is_free_gift: false,
    delivery_deadline: seconds((order.paidAt ?? order.createdAt) + 2 * 86_400_000),
  }));
}

function priceView(order: ShopOrder): View {
  const sums = sumOrder(order);
  return {
    product_price: sums.productFen,
    order_price: sums.orderFen,
    freight: order.freightFen,
    is_discounted: order.discountFen > 0,
    discounted_price: order.discountFen,
    original_order_price: sums.originalFen,
    merchant_receieve_price: sums.orderFen,
    deduction_price: 0,
    change_down_price: order.changeDownFen,
  };
}

function payView(order: ShopOrder): View {
  return {
    prepay_id: `wx${order.orderId}`,
    prepay_time: seconds(order.createdAt),
    pay_time: seconds(order.paidAt),
    transaction_id: order.transactionId,
    payment_method: 1,
  };
}

function deliveryView(order: ShopOrder): View {
  return {
    address_info: addressView(order.address, true),
    delivery_product_info: order.parcels.map(({ deliveryId, waybillId, deliverType, pieces, at }) => ({
      waybill_id: waybillId,
      delivery_id: deliveryId,
      delivery_name: companyName(deliveryId),
      delivery_time: seconds(at),
      deliver_type: deliverType,
      product_infos: pieces.map(({ productId, skuId, count }) => ({
        product_id: productId,
        sku_id: skuId,
        product_cnt: count,
      })),
    })),
    ship_done_time: seconds(order.shippedAt),
    deliver_method: order.deliverMethod,
  };
}

function settleView(order: ShopOrder): View {
  const fee = commissionFen(order);
  return order.settledAt === undefined
    ? { predict_commission_fee: fee }
    : { predict_commission_fee: fee, commission_fee: fee, settle_time: seconds(order.settledAt) };
}

/** What the platform takes; the rate of 1 % is invented. */
export function commissionFen(order: ShopOrder): number {
  return Math.round(sumOrder(order).orderFen / 100);
}

export function addressView(address: Address, masked: boolean): View {
  const phone = masked ? `${address.telNumber.slice(0, 3)}****${address.telNumber.slice(-4)}` : address.telNumber;
  return {
    user_name: masked ? `${[...address.userName][0] ?? ''}**` : address.userName,
    postal_code: '',
    province_name: address.province,
    city_name: address.city,
    county_name: address.county,
    detail_info: masked ? '****' : address.detail,
    tel_number: phone,
  };
}

export function aftersaleView(app: ShopApp, order: ShopOrder, aftersale: Aftersale): View {
  const { returnParcel } = aftersale;
  return {
    after_sale_order_id: aftersale.aftersaleId,
    status: aftersale.status,
    openid: order.openid,
    order_id: order.orderId,
    product_info: { product_id: aftersale.productId, sku_id: aftersale.skuId, count: aftersale.count },
    refund_info: { amount: aftersale.amountFen, refund_reason: 1 },
    return_info: returnParcel
      ? {
          waybill_id: returnParcel.waybillId,
          delivery_id: returnParcel.deliveryId,
          delivery_name: companyName(returnParcel.deliveryId),
        }
      : {},
    merchant_upload_info: aftersale.refusal === '' ? {} : { reject_reason: aftersale.refusal },
    reason_text: aftersale.reason,
    type: aftersale.type,
    create_time: seconds(aftersale.createdAt),
    update_time: seconds(aftersale.updatedAt),
    deadline: seconds(aftersale.deadline),
    details: {
      desc: aftersale.reason,
      receive_product: !aftersale.beforeShipping,
      tel_number: '',
      shop_name: app.name,
    },
  };
}
