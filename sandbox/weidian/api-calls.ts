import type { ApiCall } from './call-context.ts';
import { itemCalls } from './item-calls.ts';
import { listCalls } from './list-calls.ts';
import { orderCalls } from './order-calls.ts';
import { refundCalls } from './refund-calls.ts';
import { shipCalls } from './ship-calls.ts';

/** Every call that needs a token, by its method. */
export const apiCalls: Readonly<Record<string, ApiCall>> = {
  ...listCalls,
  ...orderCalls,
  ...shipCalls,
  ...refundCalls,
  ...itemCalls,
};
