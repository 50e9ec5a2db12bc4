import { useShops } from '../api/orders.ts';
import type { Shop } from '../api/types.ts';
import { useMay } from './use-may.ts';

/** The shops whose vouchers whoever is logged in may take. */
export function useVoucherShops(): readonly Shop[] {
  const mayWrite = useMay('orders:write');
  const shops = useShops().data ?? [];
  return mayWrite ? shops.filter(({ takesVouchers, pausedAt }) => takesVouchers && pausedAt === null) : [];
}
