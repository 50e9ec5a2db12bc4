import { useMutation } from '@tanstack/react-query';
import { unwrap } from './api-error.ts';
import { api } from './client.ts';
import type { OrderSummary } from './types.ts';

/** The orders that each number means: ours or a platform's. Throws ApiError. */
export function useFindOrders() {
  return useMutation({
    mutationFn: async (numbers: readonly string[]): Promise<ReadonlyMap<string, OrderSummary[]>> => {
      const asked = [...new Set(numbers)];
      if (asked.length === 0) return new Map();
      const { items } = await unwrap(api.POST('/orders/find', { body: { numbers: asked } }));
      return new Map(items.map(({ number, orders }) => [number, orders]));
    },
  });
}
