import type { RefuseReason, SalesChannel } from '../contract.ts';
import type { CourierCode, Shipment } from '../shipments.ts';
import { changeParcel, deliverLines, deliverOrder, type Departure, listCouriers } from './client.ts';
import type { WeidianAccess, WeidianConfig } from './config.ts';
import { findItems } from './order-lines.ts';
import { agreeRefund, refuseRefund } from './refunds.ts';

/** The couriers whose numbers are known (protocol notes 4, `vdian.order.expresslist`). */
const courierNumbers: Partial<Record<CourierCode, string>> = {
  shunfeng: '1',
  yuantong: '2',
  zhongtong: '3',
  shentong: '4',
  yunda: '6',
  ems: '9',
};

/** The others are looked up by name; what the list lacks travels under its own name. */
const courierNames: Record<
  Exclude<CourierCode, 'shunfeng' | 'yuantong' | 'zhongtong' | 'shentong' | 'yunda' | 'ems'>,
  string
> = {
  jitu: '极兔',
  jingdong: '京东',
  youzheng: '邮政',
  debang: '德邦',
  other: '其他快递',
};

/** **?** Both are documented as "no courier"; the one of the two that names a courier of its own carries `express_custom`. */
const NO_COURIER = '0';
const OWN_COURIER = '999';

/** What a buyer reads when a refund is refused without words of the clerk's own. */
const refuseWords = {
  already_made: '商品已经制作，无法退款',
  already_shipped: '商品已经发出，无法退款',
  nothing_wrong: '商品没有问题，无法退款',
  settled_otherwise: '已与您协商解决',
  other: '商家未同意退款',
} as const satisfies Record<RefuseReason, string>;

/** There is no accept and no reject: paid orders simply wait for shipment. `vdian.order.cancel` is left out (docs/decisions/0036). */
export const commands: SalesChannel<WeidianConfig>['commands'] = {
  ship: async (access, { platformOrderId, shipment }, signal) =>
    deliverOrder(access, platformOrderId, await departureOf(access, shipment, signal), signal),
  ship_part: async (access, { platformOrderId, lines, shipment }, signal) => {
    const items = await findItems(access, platformOrderId, lines, signal);
    await deliverLines(access, platformOrderId, items, await departureOf(access, shipment, signal), signal);
  },
  change_waybill: async (access, { platformOrderId, waybill }, signal) =>
    changeParcel(access, platformOrderId, await departureOf(access, { by: 'courier', ...waybill }, signal), signal),
  agree_refund: (access, { platformOrderId, refundId }, signal) =>
    agreeRefund(access, platformOrderId, refundId, signal),
  refuse_refund: (access, { platformOrderId, refundId, reason, note }, signal) =>
    refuseRefund(access, platformOrderId, refundId, note || refuseWords[reason], signal),
};

export const shipments: SalesChannel['shipments'] = ['courier', 'own'];

async function departureOf(access: WeidianAccess, shipment: Shipment, signal: AbortSignal): Promise<Departure> {
  if (shipment.by === 'own') return { express_type: NO_COURIER, express_no: '', express_custom: '' };
  const { courier, trackingNumber: express_no } = shipment;
  const number = courierNumbers[courier];
  if (number !== undefined) return { express_type: number, express_no, express_custom: '' };
  const name = courierNames[courier as keyof typeof courierNames];
  const listed = courier === 'other' ? undefined : await findCourier(access, name, signal);
  if (listed !== undefined) return { express_type: listed, express_no, express_custom: '' };
  return { express_type: OWN_COURIER, express_no, express_custom: name };
}

async function findCourier(access: WeidianAccess, name: string, signal: AbortSignal): Promise<string | undefined> {
  return (await listCouriers(access, signal)).find((courier) => courier.name.includes(name))?.id;
}
