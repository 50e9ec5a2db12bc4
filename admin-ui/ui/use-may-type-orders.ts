import { useShops } from '../api/orders.ts';
import { useMay } from './use-may.ts';

/** Whether whoever is logged in may type orders in, and has a shop of their own to type them for. */
export function useMayTypeOrders(): boolean {
  const mayWrite = useMay('orders:write');
  const hasOwn = useShops().data?.some(({ keptHere }) => keptHere) ?? false;
  return mayWrite && hasOwn;
}
