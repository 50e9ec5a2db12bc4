import { condition, continueAsNew, proxyActivities, setHandler, workflowInfo } from '@temporalio/workflow';
import type { WebhookActivities } from './webhook.activities.ts';
import { type EndpointRef, lookForDue, webhookTaskQueue } from './webhook.messages.ts';

/** The server's own hint comes later than is good for a workflow that lives for days. */
const ROUNDS_MAX = 300;

/**
 * Delivers what waits for one endpoint: sends what is due, sleeps until the next attempt, and closes when nothing waits. All that is
 * to be known is in PostgreSQL, so closing loses nothing and the next news start it again.
 */
export async function webhookWorkflow(endpoint: EndpointRef): Promise<void> {
  const { deliverDue } = proxyActivities<WebhookActivities>({
    taskQueue: webhookTaskQueue(workflowInfo().taskQueue),
    startToCloseTimeout: '5 minutes',
    heartbeatTimeout: '20 seconds',
    retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
  });
  let told = false;
  setHandler(lookForDue, () => {
    told = true;
  });
  for (let rounds = 0; rounds < ROUNDS_MAX && !workflowInfo().continueAsNewSuggested; rounds += 1) {
    told = false;
    const { nextAt } = await deliverDue(endpoint, Date.now());
    // Told while the last look was under way: what it was told of may have come too late for it.
    if (told) continue;
    if (nextAt === null) return;
    await condition(() => told, Math.max(1, nextAt - Date.now()));
  }
  await continueAsNew<typeof webhookWorkflow>(endpoint);
}
