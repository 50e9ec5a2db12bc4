import { defineSignal } from '@temporalio/workflow';

export interface EndpointRef {
  merchantId: string;
  endpointId: string;
}

export const WEBHOOK_WORKFLOW = 'webhookWorkflow';

/** One endpoint has one workflow, so one slow receiver waits for itself alone. */
export function webhookWorkflowId(endpointId: string): string {
  return `webhook:${endpointId}`;
}

/** Requests to receivers wait on a queue of their own: however many hang, orders and commands find a free hand. */
export function webhookTaskQueue(taskQueue: string): string {
  return `${taskQueue}-webhooks`;
}

export const lookForDue = defineSignal('lookForDue');
