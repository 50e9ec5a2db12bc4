/** Parcel services by our own codes; a connector knows what its platform calls them. */
export const courierCodes = [
  'shunfeng',
  'zhongtong',
  'yuantong',
  'shentong',
  'yunda',
  'jitu',
  'jingdong',
  'ems',
  'youzheng',
  'debang',
  'other',
] as const;
export type CourierCode = (typeof courierCodes)[number];

/** How an order leaves the shop: `own` is the shop's own rider, or no parcel at all. */
export type Shipment = ({ by: 'courier' } & Waybill) | { by: 'own' };

/** Who carries a parcel, and under which number. */
export interface Waybill {
  courier: CourierCode;
  trackingNumber: string;
}
