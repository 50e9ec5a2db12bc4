import type { SalesChannel } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import type { CourierCode, Shipment, Waybill } from '../shipments.ts';
import { type Departure, readOrder, uploadShipping } from './client.ts';
import type { MiniProgramAccess, MiniProgramConfig } from './config.ts';
import { ALREADY_TOLD } from './error-codes.ts';
import type { OrderFields } from './wire.ts';

/** **?** WeChat's own codes of couriers; the call that lists them is not in the notes. */
const companies: Readonly<Record<CourierCode, string>> = {
  shunfeng: 'SF',
  zhongtong: 'ZTO',
  yuantong: 'YTO',
  shentong: 'STO',
  yunda: 'YD',
  jitu: 'JTSD',
  jingdong: 'JD',
  ems: 'EMS',
  youzheng: 'YZPY',
  debang: 'DBL',
  other: 'OTHERS',
};

const DESCRIPTION_MAX = 120;

/** Shipping is told so that the money is paid out; accepting, cancelling and paying back are the mini-program's own (protocol notes 3). */
export const commands: SalesChannel<MiniProgramConfig>['commands'] = {
  ship: async (access, { platformOrderId, shipment }, signal) => tell(access, platformOrderId, shipment, signal),
  /** Uses the one chance to tell it anew; after that WeChat refuses in its words. */
  change_waybill: async (access, { platformOrderId, waybill }, signal) =>
    tell(access, platformOrderId, { by: 'courier', ...waybill }, signal),
};

export const shipments: SalesChannel['shipments'] = ['courier', 'own'];

async function tell(access: MiniProgramAccess, transactionId: string, shipment: Shipment, signal: AbortSignal) {
  const order = await readOrder(access, transactionId, signal);
  const { openid, description } = order;
  if (openid === undefined) throw new ConnectorError('rejected', 'WeChat does not say who has paid');
  const itemDesc = [...(description ?? '商品')].slice(0, DESCRIPTION_MAX).join('');
  const departure = shipment.by === 'own' ? ({ logistics_type: 2 } as const) : parcelOf(access, shipment);
  try {
    await uploadShipping(access, { transactionId, openid, itemDesc }, departure, signal);
  } catch (error) {
    if (!isToldAlready(error) || !(await isTold(access, order, shipment, signal))) throw error;
  }
}

/** @throws ConnectorError `rejected` for 顺丰 without a phone, of which WeChat wants the last four digits. */
function parcelOf({ config }: MiniProgramAccess, { courier, trackingNumber: tracking_no }: Waybill): Departure {
  const express_company = companies[courier];
  const parcel = { logistics_type: 1, tracking_no, express_company } as const;
  const { sender_mobile: mobile } = config;
  if (mobile !== undefined)
    return { ...parcel, contact: { consignor_contact: `${mobile.slice(0, 3)}****${mobile.slice(-4)}` } };
  if (courier === 'shunfeng')
    throw new ConnectorError('rejected', '顺丰 needs the phone of the shop in the connection');
  return parcel;
}

function isToldAlready(error: unknown): boolean {
  return error instanceof ConnectorError && ALREADY_TOLD.has(error.platformCode ?? '');
}

/** Whether what WeChat holds is what we tell (protocol notes 3: then its refusal is a success). */
async function isTold(
  access: MiniProgramAccess,
  { transaction_id }: OrderFields,
  shipment: Shipment,
  signal: AbortSignal,
): Promise<boolean> {
  const { shipping } = await readOrder(access, transaction_id, signal);
  const numbers = shipping?.shipping_list.map(({ tracking_no }) => tracking_no) ?? [];
  return shipment.by === 'own'
    ? numbers.every((number) => number === undefined)
    : numbers.includes(shipment.trackingNumber);
}
