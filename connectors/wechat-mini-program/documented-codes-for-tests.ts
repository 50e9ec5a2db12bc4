import type { ErrorCase } from '../conformance-subject.ts';

const refusals: readonly [code: string, words: string][] = [
  ['10060001', '支付单不存在'],
  ['10060003', '已使用重新发货机会'],
  ['10060004', '支付单不可发货'],
  ['10060005', 'logistics_type 有误'],
  ['10060006', '分拆发货仅支持快递'],
  ['10060007', 'is_all_delivered 为空'],
  ['10060008', 'item_desc 为空'],
  ['10060009', 'item_desc 过长'],
  ['10060011', 'last_index 有误'],
  ['10060013', '重复的子单'],
  ['10060014', '参数错误'],
  ['10060020', '没有描述'],
  ['10060024', 'shipping_list 过长'],
  ['10060025', '快递公司编码过长'],
  ['10060026', '快递单号过长'],
  ['10060028', '未发货'],
  ['10060029', 'received_time 有误'],
  ['10060030', '已提醒过'],
  ['10060031', 'openid 不是支付者'],
  ['10060032', '提醒需要快递'],
  ['268485194', 'order_number_type 有误'],
  ['268485195', 'transaction_id 为空'],
  ['268485196', 'mchid 为空'],
  ['268485197', 'out_trade_no 为空'],
  ['268485216', 'upload_time 有误'],
  ['268485224', 'delivery_mode 有误'],
  ['268485226', 'tracking_no 为空'],
  ['268485227', 'express_company 为空'],
  ['268485228', '统一发货只能一个'],
  ['268485253', '类型不一致'],
  ['99999999', 'a code of tomorrow'],
];

/** Protocol notes 3. Those that may mean a success are told of in `commands.test.ts`. */
export const shippingErrors: readonly ErrorCase[] = [
  ...refusals.map(([code, words]): ErrorCase => ({ code, words, command: 'rejected', question: 'rejected' })),
  { code: '10060012', words: '系统错误', command: 'outcome-unknown', question: 'unavailable' },
  { code: '10060019', words: '系统错误', command: 'outcome-unknown', question: 'unavailable' },
];
