import type { Action, OrderSummary } from '../api/types.ts';
import { createStore } from '../util/store.ts';

/** What has to be known or confirmed before it is sent. */
export type AskedAction = Extract<
  Action,
  | 'reject'
  | 'cancel'
  | 'close'
  | 'ship'
  | 'ship_part'
  | 'change_waybill'
  | 'agree_refund'
  | 'refuse_refund'
  | 'refund_part'
  | 'remark'
>;

/** The action that is being asked about; the frame shows the one dialog. */
export const askingStore = createStore<{ order: OrderSummary; action: AskedAction } | null>(null);
