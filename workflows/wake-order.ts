import { randomUUID } from 'node:crypto';
import { type WorkflowClient, WithStartWorkflowOperation } from '@temporalio/client';
import { orderWorkflowId } from '../domain/ids.ts';
import { executeCommand, lookInInbox, ORDER_WORKFLOW, type OrderRef } from './order/order.messages.ts';

const DEADLINE_MS = 5_000;

/** Where orders' workflows run. */
export interface OrderWorkflows {
  workflows: WorkflowClient;
  taskQueue: string;
}

/** Tells an order's workflow to look in its inbox, and at its timers; starts it where it has closed. @throws while Temporal is away. */
export async function wakeOrder({ workflows, taskQueue }: OrderWorkflows, order: OrderRef): Promise<void> {
  await workflows.withDeadline(Date.now() + DEADLINE_MS, () =>
    workflows.signalWithStart(ORDER_WORKFLOW, { ...workflowOf(order, taskQueue), signal: lookInInbox }),
  );
}

/** Has an order's workflow go on with a command; one that is being carried out already is joined. @throws while nobody takes it. */
export async function goOnWith(
  { workflows, taskQueue }: OrderWorkflows,
  order: OrderRef,
  commandId: string,
): Promise<void> {
  const startWorkflowOperation = new WithStartWorkflowOperation(ORDER_WORKFLOW, {
    ...workflowOf(order, taskQueue),
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  await workflows.withDeadline(Date.now() + DEADLINE_MS, () =>
    workflows.startUpdateWithStart(executeCommand, {
      // An update that has ended would only repeat what it found then.
      updateId: `${commandId} ${randomUUID()}`,
      args: [commandId],
      waitForStage: 'ACCEPTED',
      startWorkflowOperation,
    }),
  );
}

function workflowOf({ merchantId, shopId, platformOrderId }: OrderRef, taskQueue: string) {
  return {
    workflowId: orderWorkflowId(shopId, platformOrderId),
    taskQueue,
    args: [{ merchantId, shopId, platformOrderId }] as [OrderRef],
  };
}
