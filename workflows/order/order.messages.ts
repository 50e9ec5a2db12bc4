import { defineSignal, defineUpdate } from '@temporalio/workflow';

/** Names the order that a workflow owns. Ids only: histories hold no personal data. */
export interface OrderRef {
  merchantId: string;
  shopId: string;
  platformOrderId: string;
}

export const ORDER_WORKFLOW = 'orderWorkflow';

/** "Something waits in your inbox." One for however many messages wait. */
export const lookInInbox = defineSignal('lookInInbox');

export type CommandOutcome = 'done' | 'refused' | 'unknown';

/** Carries out a recorded command. The update id is the command's id, so a repeat joins the first call instead of acting again. */
export const executeCommand = defineUpdate<CommandOutcome, [commandId: string]>('executeCommand');
