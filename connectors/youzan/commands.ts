import type { PartRefundReason, RefuseReason, RejectReason, SalesChannel } from '../contract.ts';
import type { CourierCode, Shipment, Waybill } from '../shipments.ts';
import { ConnectorError } from '../errors.ts';
import {
  changeParcel,
  closeTrade,
  confirmShipment,
  type Departure,
  listExpressCompanies,
  listParcels,
  updateMemo,
  type YouzanAccess,
} from './client.ts';
import type { YouzanConfig } from './config.ts';
import { findLines } from './order-lines.ts';
import { refundPart } from './part-refund.ts';
import { agreeRefund, refuseRefund } from './refund-client.ts';

/** What a courier is called in Youzan's list; its numbers are not documented, so they are looked up by name. */
const courierNames = {
  shunfeng: '顺丰',
  zhongtong: '中通',
  yuantong: '圆通',
  shentong: '申通',
  yunda: '韵达',
  jitu: '极兔',
  jingdong: '京东',
  ems: 'EMS',
  youzheng: '邮政',
  debang: '德邦',
  other: '其他',
} as const satisfies Record<CourierCode, string>;

/** What a buyer reads when a refund is refused without words of the clerk's own. */
const refuseWords = {
  already_made: '商品已经制作，无法退款',
  already_shipped: '商品已经发出，无法退款',
  nothing_wrong: '商品没有问题，无法退款',
  settled_otherwise: '已与您协商解决',
  other: '商家未同意退款',
} as const satisfies Record<RefuseReason, string>;

/** What a buyer reads beside money that comes back without having been asked for. */
const partRefundWords = {
  sold_out: '部分商品缺货，为您退款',
  damaged: '部分商品有瑕疵，为您退款',
  missing: '部分商品漏发，为您退款',
  settled_with_customer: '与您协商一致，为您退款',
  other: '商家退部分商品',
} as const satisfies Record<PartRefundReason, string>;

/** What a buyer reads of an order that is closed, and its number: 10 to 17 are documented, what each of them means is not. */
const closeReasons = {
  sold_out: { close_reason_id: 17, close_reason: '已经缺货，无法交易' },
  too_busy: { close_reason_id: 11, close_reason: '订单太多，暂时无法接待' },
  closed: { close_reason_id: 11, close_reason: '店铺已打烊' },
  unreachable_address: { close_reason_id: 10, close_reason: '地址无法送达' },
  customer_asked: { close_reason_id: 11, close_reason: '买家不想要了' },
  other: { close_reason_id: 11, close_reason: '商家关闭订单' },
} as const satisfies Record<RejectReason, { close_reason_id: number; close_reason: string }>;

/** Ordinary orders have no accept and no reject (protocol notes 5): they stand at accepted as soon as they are paid. */
export const commands: SalesChannel<YouzanConfig>['commands'] = {
  ship: async (access, { platformOrderId, shipment }, signal) =>
    confirmShipment(access, platformOrderId, await departureOf(access, shipment, signal), signal),
  ship_part: async (access, { platformOrderId, lines, shipment }, signal) => {
    const found = await findLines(access, platformOrderId, lines, signal);
    const oids = found.map(({ fields }) => fields.oid);
    await confirmShipment(access, platformOrderId, { ...(await departureOf(access, shipment, signal)), oids }, signal);
  },
  change_waybill: async (access, { platformOrderId, waybill }, signal) =>
    changeWaybill(access, platformOrderId, waybill, signal),
  close: (access, { platformOrderId, reason, note }, signal) => {
    const { close_reason_id, close_reason } = closeReasons[reason];
    return closeTrade(access, platformOrderId, { close_reason_id, close_reason: note || close_reason }, signal);
  },
  agree_refund: async (access, { refundId }, signal) =>
    agreeRefund(access, numberOf(refundId), access.config.return_to, signal),
  refuse_refund: async (access, { refundId, reason, note }, signal) =>
    refuseRefund(access, numberOf(refundId), note || refuseWords[reason], signal),
  refund_part: async (access, { platformOrderId: tid, commandId, lines, reason, note }, signal) =>
    refundPart(access, { tid, commandId, lines, words: note || partRefundWords[reason] }, signal),
  remark: (access, { platformOrderId, text }, signal) => updateMemo(access, platformOrderId, text, signal),
};

export const shipments: SalesChannel['shipments'] = ['courier', 'own'];

async function departureOf(access: YouzanAccess, shipment: Shipment, signal: AbortSignal): Promise<Departure> {
  if (shipment.by === 'own') return { parcel: null, oids: [] };
  const companyId = await companyOf(access, shipment.courier, signal);
  const { sender_mobile: senderMobile } = access.config;
  const parcel = { companyId, waybill: shipment.trackingNumber };
  return { parcel: senderMobile === undefined ? parcel : { ...parcel, senderMobile }, oids: [] };
}

async function companyOf(access: YouzanAccess, courier: CourierCode, signal: AbortSignal): Promise<string> {
  const name = courierNames[courier];
  const alike = (await listExpressCompanies(access, signal)).filter((company) => company.name.includes(name));
  const company = alike.find(({ shown }) => shown) ?? alike[0];
  if (!company) throw new ConnectorError('rejected', `Youzan lists no courier that is called ${name}`);
  return company.id;
}

/** Youzan takes one change and says no to a second, so the parcel is looked at first: it may have been changed by a call whose answer was lost. */
async function changeWaybill(
  access: YouzanAccess,
  tid: string,
  { courier, trackingNumber }: Waybill,
  signal: AbortSignal,
) {
  const [parcel, ...more] = await listParcels(access, tid, signal);
  if (!parcel || more.length > 0)
    throw new ConnectorError('rejected', 'only an order that left in one parcel can be given another number from here');
  const companyId = await companyOf(access, courier, signal);
  if (parcel.waybill === trackingNumber && parcel.companyId === companyId) return;
  await changeParcel(access, tid, { distId: parcel.distId, companyId, waybill: trackingNumber }, signal);
}

/** Every refund of Youzan has a number; one that came without it cannot be decided from here. */
function numberOf(refundId: string | null): string {
  if (refundId === null) throw new ConnectorError('rejected', 'Youzan decides refunds by their number');
  return refundId;
}
