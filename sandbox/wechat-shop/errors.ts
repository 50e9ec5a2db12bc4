import { WechatError } from '../wechat/errors.ts';
import { FieldReader } from '../wechat/fields.ts';

/** The codes of the shop's own calls. No table of them could be read, so these numbers are ours. */
const shopErrors = {
  badField: [10020001, '参数错误'],
  unknownOrder: [10020002, '订单不存在'],
  wrongState: [10020003, '订单状态不允许该操作'],
  unknownProduct: [10020004, '商品不存在'],
  stockShort: [10020005, '库存不足'],
  unknownAftersale: [10020006, '售后单不存在'],
  wrongAftersaleState: [10020007, '售后单状态不允许该操作'],
  nothingToShip: [10020008, '商品已发货或数量超限'],
  unknownCompany: [10020009, '快递公司不存在'],
  quotaUsed: [10020010, '解密额度已用完'],
} as const satisfies Record<string, readonly [number, string]>;

export function shopError(name: keyof typeof shopErrors, more = ''): WechatError {
  const [code, message] = shopErrors[name];
  return new WechatError(code, more === '' ? message : `${message}: ${more}`);
}

export const read = new FieldReader((name) => shopError('badField', name));
