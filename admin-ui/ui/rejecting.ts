import type { OrderSummary } from '../api/types.ts';
import { createStore } from '../util/store.ts';

/** The order whose rejection is being asked about; the frame shows the one dialog. */
export const rejectingStore = createStore<OrderSummary | null>(null);
