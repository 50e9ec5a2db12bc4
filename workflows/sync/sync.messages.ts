import { defineSignal } from '@temporalio/workflow';

export interface ShopRef {
  merchantId: string;
  shopId: string;
}

export interface RunRef extends ShopRef {
  runId: string;
  /** Business days, oldest first: `2026-11-23`. */
  days: string[];
}

export const POLL_WORKFLOW = 'pollWorkflow';
export const RECONCILE_WORKFLOW = 'reconcileWorkflow';

/** One poll of a shop at a time, however many processes tick. */
export function pollWorkflowId(shopId: string): string {
  return `poll:${shopId}`;
}

export function reconcileWorkflowId(runId: string): string {
  return `reconcile:${runId}`;
}

export const pauseRun = defineSignal('pauseRun');
export const resumeRun = defineSignal('resumeRun');
