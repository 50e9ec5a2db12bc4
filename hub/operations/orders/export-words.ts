import type { DeliveryMode, FulfilmentState, OrderState, RefundState } from '../../../domain/order.ts';

export type ExportColumn = keyof (typeof exportWords)['zh-CN']['columns'];
export type ExportWords = {
  nameOf: 'zh' | 'en';
  columns: Record<ExportColumn, string>;
  state: Record<OrderState, string>;
  fulfilment: Record<FulfilmentState, string>;
  refund: Record<RefundState, string>;
  delivery: Record<DeliveryMode, string>;
};

/** What an exported sheet says. The pages have their own words; a sheet is made where no page is. */
export const exportWords = {
  'zh-CN': {
    nameOf: 'zh' as const,
    columns: {
      number: '单号',
      platform: '平台',
      shop: '门店',
      platformOrderId: '平台单号',
      dayNumber: '当日序号',
      placedAt: '下单时间',
      state: '订单状态',
      fulfilment: '履约',
      refund: '退款',
      goods: '商品',
      pieces: '件数',
      total: '顾客实付',
      receives: '预计到手',
      currency: '币种',
      customer: '顾客',
      phone: '电话',
      delivery: '方式',
      address: '地址',
      promisedAt: '期望时间',
      remark: '备注',
    },
    state: { placed: '待付款', paid: '待接单', accepted: '已接单', completed: '已完成', cancelled: '已取消' },
    fulfilment: {
      none: '待安排',
      assigned: '已分配',
      preparing: '备货中',
      ready: '已备好',
      shipping: '配送中',
      in_service: '服务中',
      delivered: '已送达',
    },
    refund: { none: '', requested: '申请退款', agreed: '已同意退款', refused: '已拒绝退款', refunded: '已退款' },
    delivery: { delivery: '配送', pickup: '自提', platform_delivery: '平台配送' },
  },
  en: {
    nameOf: 'en' as const,
    columns: {
      number: 'Number',
      platform: 'Platform',
      shop: 'Shop',
      platformOrderId: 'Platform order id',
      dayNumber: 'Number of the day',
      placedAt: 'Placed',
      state: 'State',
      fulfilment: 'Fulfilment',
      refund: 'Refund',
      goods: 'Products',
      pieces: 'Pieces',
      total: 'Customer pays',
      receives: 'We receive',
      currency: 'Currency',
      customer: 'Customer',
      phone: 'Phone',
      delivery: 'Delivery',
      address: 'Address',
      promisedAt: 'Wanted at',
      remark: 'Remark',
    },
    state: {
      placed: 'unpaid',
      paid: 'to accept',
      accepted: 'accepted',
      completed: 'completed',
      cancelled: 'cancelled',
    },
    fulfilment: {
      none: 'to arrange',
      assigned: 'assigned',
      preparing: 'preparing',
      ready: 'ready',
      shipping: 'on its way',
      in_service: 'in service',
      delivered: 'delivered',
    },
    refund: { none: '', requested: 'requested', agreed: 'agreed', refused: 'refused', refunded: 'refunded' },
    delivery: { delivery: 'delivery', pickup: 'pickup', platform_delivery: 'platform delivery' },
  },
};
