import type { CourierCode, OrderSummary, ShipRequest } from '../../api/types.ts';
import { allows } from '../../ui/OrderActions.tsx';
import { shipWaysOf } from '../../ui/order-words.ts';
import { isTrackingNumber } from '../../util/parcel-sheet.ts';

/** An order about to be shipped, or a row of a sheet that has not found its order. */
export type Parcel = {
  /** What stood in the sheet, or the order's own number. */
  written: string;
  order: OrderSummary | null;
  trackingNumber: string;
  courier: CourierCode | null;
};

export type ParcelTrouble = 'not_found' | 'several' | 'twice' | 'not_allowed' | 'no_number' | 'no_courier';

/** Why a parcel cannot go yet; null when it can. */
export function troubleOf(parcel: Parcel, parcels: readonly Parcel[], found: number): ParcelTrouble | null {
  const { order, trackingNumber, courier } = parcel;
  if (found > 1) return 'several';
  if (!order) return 'not_found';
  if (parcels.find((other) => other.order?.id === order.id) !== parcel) return 'twice';
  if (!allows(order, 'ship')) return 'not_allowed';
  const hasNumber = trackingNumber !== '' && shipWaysOf(order).includes('courier');
  if (!needsNumber(order) && !hasNumber) return null;
  if (!isTrackingNumber(trackingNumber)) return 'no_number';
  return courier === null ? 'no_courier' : null;
}

/** Whether the platform wants to know the parcel; elsewhere the shop brings it and there is nothing to write. */
export function needsNumber(order: OrderSummary): boolean {
  return shipWaysOf(order).includes('courier') && !shipWaysOf(order).includes('own');
}

export function shipRequestOf({ order, trackingNumber, courier }: Parcel): ShipRequest {
  const takesCourier = order !== null && shipWaysOf(order).includes('courier');
  return takesCourier && courier !== null && isTrackingNumber(trackingNumber)
    ? { by: 'courier', courier, trackingNumber }
    : { by: 'own' };
}
