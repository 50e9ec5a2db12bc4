import type { Fields } from '../wechat/fields.ts';
import { isObject } from '../wechat/fields.ts';
import { read, shippingError } from './errors.ts';
import type { ShippedItem, Shipping } from './orders.ts';

const LIST_MAX = 10;
const TRACKING_LENGTH_MAX = 128;
const COMPANY_LENGTH_MAX = 128;
const DESCRIPTION_LENGTH_MAX = 120;

/** What one call tells of shipping, with every rule that needs nothing but the call itself. */
export interface ToldShipping {
  deliveryMode: Shipping['deliveryMode'];
  logisticsType: Shipping['logisticsType'];
  items: ShippedItem[];
  /** All at once is always all. */
  isAll: boolean;
}

export function readShipping(fields: Fields, uploadTime: number): ToldShipping {
  const { logistics_type: type, delivery_mode: mode, is_all_delivered: all } = fields;
  if (type !== 1 && type !== 2 && type !== 3 && type !== 4) throw shippingError('badLogisticsType');
  if (mode !== 1 && mode !== 2) throw shippingError('badDeliveryMode');
  if (mode === 2 && type !== 1) throw shippingError('splitNeedsExpress');
  if (mode === 2 && typeof all !== 'boolean') throw shippingError('allDeliveredMissing');
  const list = fields['shipping_list'];
  if (!Array.isArray(list) || list.length === 0 || !list.every(isObject)) throw shippingError('badParameter');
  if (mode === 1 && list.length !== 1) throw shippingError('unifiedNotOne');
  if (list.length > LIST_MAX) throw shippingError('listTooLong');
  const items = list.map((one: Fields) => readItem(one, type, uploadTime));
  return { deliveryMode: mode, logisticsType: type, items, isAll: mode === 1 || all === true };
}

function readItem(fields: Fields, type: Shipping['logisticsType'], uploadTime: number): ShippedItem {
  const itemDesc = read.optional(fields, 'item_desc');
  if (itemDesc === undefined) throw shippingError('itemDescEmpty');
  if ([...itemDesc].length > DESCRIPTION_LENGTH_MAX) throw shippingError('itemDescLong');
  const trackingNo = read.optional(fields, 'tracking_no') ?? '';
  const expressCompany = read.optional(fields, 'express_company') ?? '';
  if (type === 1 && trackingNo === '') throw shippingError('trackingMissing');
  if (type === 1 && expressCompany === '') throw shippingError('companyMissing');
  if (trackingNo.length > TRACKING_LENGTH_MAX) throw shippingError('trackingTooLong');
  if (expressCompany.length > COMPANY_LENGTH_MAX) throw shippingError('companyTooLong');
  return { itemDesc, trackingNo, expressCompany, uploadTime, contact: readContact(fields, expressCompany) };
}

/** Phones masked except for the last four; one of them is needed for SF (顺丰). */
function readContact(fields: Fields, expressCompany: string): ShippedItem['contact'] {
  const contact = read.optionalObject(fields, 'contact') ?? {};
  const consignor = read.optional(contact, 'consignor_contact') ?? '';
  const receiver = read.optional(contact, 'receiver_contact') ?? '';
  for (const phone of [consignor, receiver])
    if (phone !== '' && !/\*.*\d{4}$/.test(phone)) throw shippingError('badParameter', 'contact');
  if (expressCompany === 'SF' && consignor === '' && receiver === '') throw shippingError('badParameter', 'contact');
  return { consignor, receiver };
}

/** RFC 3339 with a zone; anything else is refused. In Unix milliseconds. */
export function readUploadTime(fields: Fields): number {
  const text = fields['upload_time'];
  const isTime = typeof text === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text);
  const ms = isTime ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw shippingError('badUploadTime');
  return ms;
}
