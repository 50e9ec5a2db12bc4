import { WechatError } from '../wechat/errors.ts';
import { FieldReader } from '../wechat/fields.ts';

/** The documented codes of shipping management. */
const shippingErrors = {
  unknownPayment: [10060001, '支付单不存在'],
  shippedInFull: [10060002, '支付单已完成发货，无法继续发货'],
  reshipUsed: [10060003, '支付单已使用重新发货机会'],
  notShippable: [10060004, '支付单处于不可发货的状态'],
  badLogisticsType: [10060005, '物流类型有误'],
  splitNeedsExpress: [10060006, '非快递发货时不允许分拆发货'],
  allDeliveredMissing: [10060007, '分拆发货模式下必须填写 is_all_delivered'],
  itemDescEmpty: [10060008, '商品描述 item_desc 字段不能为空'],
  itemDescLong: [10060009, '商品描述 item_desc 字段太长'],
  badLastIndex: [10060011, 'last_index 有误'],
  duplicateSubOrder: [10060013, '子单重复'],
  badParameter: [10060014, '参数错误'],
  noDescription: [10060020, '该笔支付单在没有任何商品描述的情况下不允许完成发货'],
  nothingChanged: [10060023, '发货信息未更新'],
  listTooLong: [10060024, '物流信息列表太长'],
  companyTooLong: [10060025, '物流公司编码太长'],
  trackingTooLong: [10060026, '物流单号太长'],
  notShippedYet: [10060028, '该笔支付单尚未发货'],
  badReceivedTime: [10060029, '快递签收时间有误'],
  reminderUsed: [10060030, '该笔支付单已提醒过收货'],
  notThePayer: [10060031, '支付者 openid 与支付单不一致'],
  reminderNeedsExpress: [10060032, '仅快递发货可提醒收货'],
  badNumberType: [268485194, 'order_number_type 有误'],
  transactionIdMissing: [268485195, 'transaction_id 不能为空'],
  mchidMissing: [268485196, 'mchid 不能为空'],
  tradeNoMissing: [268485197, 'out_trade_no 不能为空'],
  badUploadTime: [268485216, '上传时间非法，请使用 RFC 3339 格式'],
  badDeliveryMode: [268485224, '发货模式非法'],
  trackingMissing: [268485226, '物流单号不能为空'],
  companyMissing: [268485227, '物流公司编码不能为空'],
  unifiedNotOne: [268485228, '统一发货时 shipping_list 只能有一项'],
  typeDiffers: [268485253, '子单与主单的物流类型或发货模式不一致'],
} as const satisfies Record<string, readonly [number, string]>;

export function shippingError(name: keyof typeof shippingErrors, more = ''): WechatError {
  const [code, message] = shippingErrors[name];
  return new WechatError(code, more === '' ? message : `${message}: ${more}`);
}

export const read = new FieldReader((name) => shippingError('badParameter', name));
