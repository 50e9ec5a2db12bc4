import type { RefuseReason, SalesChannel } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import type { CourierCode, Shipment } from '../shipments.ts';
import {
  acceptAftersale,
  listCompanies,
  type Parcel,
  parcelOf,
  readAftersale,
  readOrder,
  rejectAftersale,
  replaceParcels,
  sendParcels,
  writeNotes,
} from './client.ts';
import type { WechatShopAccess, WechatShopConfig } from './config.ts';
import { factOfAftersale } from './map-status.ts';
import type { OrderFields } from './wire.ts';

/** The codes of couriers are WeChat's own and not documented: they are found by the names that its list gives. */
const courierNames: Readonly<Record<CourierCode, string>> = {
  shunfeng: '顺丰',
  zhongtong: '中通',
  yuantong: '圆通',
  shentong: '申通',
  yunda: '韵达',
  jitu: '极兔',
  jingdong: '京东',
  ems: '邮政',
  youzheng: '邮政',
  debang: '德邦',
  other: '其他',
};

/** What a buyer reads when a refund is refused without words of the clerk's own. */
const refuseWords = {
  already_made: '商品已经制作，无法退款',
  already_shipped: '商品已经发出，无法退款',
  nothing_wrong: '商品没有问题，无法退款',
  settled_otherwise: '已与您协商解决',
  other: '商家未同意退款',
} as const satisfies Record<RefuseReason, string>;

/** There is no accept, no reject and no cancel (protocol notes 4): a paid order waits for shipment or for its customer's application. */
export const commands: SalesChannel<WechatShopConfig>['commands'] = {
  ship: async (access, { platformOrderId, shipment }, signal) => {
    const pieces = openPieces(await readOrder(access, platformOrderId, signal));
    if (pieces.length === 0) throw new ConnectorError('rejected', 'nothing of the order is left to be shipped');
    const parcel = { ...(await carrierOf(access, shipment, signal)), product_infos: pieces };
    return sendParcels(access, platformOrderId, [parcel], signal);
  },
  change_waybill: async (access, { platformOrderId, waybill }, signal) => {
    const { delivery_info: known } = (await readOrder(access, platformOrderId, signal)).order_detail;
    const [only, ...more] = known?.delivery_product_info ?? [];
    if (!only || more.length > 0)
      throw new ConnectorError('rejected', 'only of an order in one parcel can the number be changed here');
    const carrier = await carrierOf(access, { by: 'courier', ...waybill }, signal);
    return replaceParcels(access, platformOrderId, [{ ...parcelOf(only), ...carrier }], signal);
  },
  agree_refund: async (access, { platformOrderId, refundId }, signal) => {
    const aftersaleId = refundId ?? (await openAftersale(access, platformOrderId, signal));
    const { type, status } = await readAftersale(access, aftersaleId, signal);
    if (type !== 'RETURN' || status !== 'MERCHANT_PROCESSING')
      return acceptAftersale(access, aftersaleId, { accept_type: 2 }, signal);
    const { return_address_id: address_id } = access.config;
    if (address_id === undefined)
      throw new ConnectorError('rejected', 'a return needs the number of the address that goods come back to');
    return acceptAftersale(access, aftersaleId, { accept_type: 1, address_id }, signal);
  },
  refuse_refund: async (access, { platformOrderId, refundId, reason, note }, signal) => {
    const aftersaleId = refundId ?? (await openAftersale(access, platformOrderId, signal));
    return rejectAftersale(access, aftersaleId, note || refuseWords[reason], signal);
  },
  remark: (access, { platformOrderId, text }, signal) => writeNotes(access, platformOrderId, text, signal),
};

export const shipments: SalesChannel['shipments'] = ['courier', 'own'];

/** What has neither left nor been paid back. */
function openPieces({ order_detail: { product_infos, delivery_info } }: OrderFields): Parcel['product_infos'] {
  const left = (delivery_info?.delivery_product_info ?? []).flatMap(({ product_infos: pieces }) => pieces);
  return product_infos.flatMap(({ product_id, sku_id, sku_cnt, finish_aftersale_sku_cnt: back = 0 }) => {
    const gone = left.filter((piece) => piece.product_id === product_id && piece.sku_id === sku_id);
    const product_cnt = sku_cnt - back - gone.reduce((sum, piece) => sum + piece.product_cnt, 0);
    return product_cnt > 0 ? [{ product_id, sku_id, product_cnt }] : [];
  });
}

/** **?** Shipping without a courier is documented for goods of which nothing is sent; WeChat refuses it for others, in its words. */
async function carrierOf(
  access: WechatShopAccess,
  shipment: Shipment,
  signal: AbortSignal,
): Promise<Omit<Parcel, 'product_infos'>> {
  if (shipment.by === 'own') return { deliver_type: 3 };
  const name = courierNames[shipment.courier];
  const company = (await listCompanies(access, signal)).find((known) => known.name.includes(name));
  if (!company) throw new ConnectorError('rejected', `WeChat's list of couriers has none called ${name}`);
  return { deliver_type: 1, delivery_id: company.id, waybill_id: shipment.trackingNumber };
}

async function openAftersale(access: WechatShopAccess, orderId: string, signal: AbortSignal): Promise<string> {
  const { aftersale_detail } = await readOrder(access, orderId, signal);
  const open = aftersale_detail?.aftersale_order_list.find(
    ({ status }) => status !== undefined && factOfAftersale(status) === 'refund_requested',
  );
  if (!open) throw new ConnectorError('rejected', 'no application of this order waits for the shop');
  return open.aftersale_order_id;
}
