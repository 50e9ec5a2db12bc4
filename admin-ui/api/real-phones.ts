import { useMutation, useQueryClient } from '@tanstack/react-query';
import { unwrap } from './api-error.ts';
import { api } from './client.ts';
import { orderKeys } from './order-cache.ts';
import type { RealPhoneReason } from './types.ts';

/** Has the hub fetch the customer's own number; it is read with the order. Throws ApiError. */
export function useRealPhoneFetch(orderId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (reason: RealPhoneReason) => {
      const params = { path: { orderId } };
      const { state } = await unwrap(api.POST('/orders/{orderId}/real-phone', { params, body: { reason } }));
      await queries.invalidateQueries({ queryKey: orderKeys.detail(orderId) });
      return state;
    },
  });
}
