import {
  ActivityFailure,
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  log,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { OrderActivities } from './order.activities.ts';
import { type CommandOutcome, executeCommand, lookInInbox, type OrderRef } from './order.messages.ts';

/** How often a command is sent again after the platform was asked and had not done it. */
const SENDS_MAX = 3;

/** Database work runs inside the workflow task: one round trip to Temporal less for each event of an order's life. */
const database = proxyLocalActivities<OrderActivities>({
  startToCloseTimeout: '20 seconds',
  retry: { initialInterval: '200 milliseconds', backoffCoefficient: 2, maximumInterval: '15 seconds' },
});

/** Calls to a platform are ordinary activities: they may take long and each attempt is visible. */
const platform = proxyActivities<OrderActivities>({
  startToCloseTimeout: '20 seconds',
  scheduleToCloseTimeout: '10 minutes',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/**
 * Owns one order: applies what arrives, carries out what people ask, closes when nothing more is expected and is started again when
 * something new comes. All state is in PostgreSQL and read at each step; this keeps only what to do next.
 */
export async function orderWorkflow(order: OrderRef): Promise<void> {
  let inboxWaiting = true;
  let final = false;
  setHandler(lookInInbox, () => {
    inboxWaiting = true;
  });
  setHandler(executeCommand, async (commandId) => {
    const outcome = await carryOut(order, commandId);
    // A command may have ended the order; the main loop looks once more and closes.
    inboxWaiting = true;
    return outcome;
  });

  for (;;) {
    while (inboxWaiting) {
      inboxWaiting = false;
      const seen = await database.drainInbox(order);
      if (seen.needsOrder) {
        await askForOrder(order);
        inboxWaiting = true;
      } else if (seen.more) {
        inboxWaiting = true;
      }
      final = seen.final;
    }
    if (final && allHandlersFinished()) return;
    if (workflowInfo().continueAsNewSuggested && allHandlersFinished()) await continueAsNew<typeof orderWorkflow>(order);
    await condition(() => inboxWaiting);
  }
}

/** Something arrived about an order that nobody has described yet: its platform is asked; where it does not know either, people are. */
async function askForOrder(order: OrderRef): Promise<void> {
  try {
    await platform.fetchOrder(order);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    log.warn('order could not be fetched', { reason: failureOf(error).type });
    await database.parkInbox(order, failureOf(error).message);
  }
}

/** asked -> sent -> done or refused; a lost answer is resolved by asking the platform, never by blindly sending again. */
async function carryOut(order: OrderRef, commandId: string): Promise<CommandOutcome> {
  const begun = await database.beginCommand(order, commandId);
  if (begun !== 'sent') return begun;
  for (let sends = 1; ; sends += 1) {
    try {
      await platform.sendCommand(order, commandId);
      return await database.finishCommand(order, commandId, { state: 'done' });
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error;
      const failure = failureOf(error);
      if (failure.type === 'rejected' || failure.type === 'unauthorized' || failure.type === 'malformed') {
        return await database.finishCommand(order, commandId, { state: 'refused', ...platformWords(failure) });
      }
      const resolved = await resolveUnknown(order, commandId, failure, sends >= SENDS_MAX);
      if (resolved !== 'send-again') return resolved;
    }
  }
}

async function resolveUnknown(
  order: OrderRef,
  commandId: string,
  failure: ApplicationFailure,
  lastSend: boolean,
): Promise<CommandOutcome | 'send-again'> {
  await database.markUnknown(order, commandId, platformWords(failure));
  try {
    await platform.fetchOrder(order);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    // Neither the command nor the question got through: the outcome stays open and is shown as such.
    return 'unknown';
  }
  await database.drainInbox(order);
  return database.settleUnknown(order, commandId, lastSend);
}

function failureOf(error: ActivityFailure): ApplicationFailure {
  return error.cause instanceof ApplicationFailure ? error.cause : ApplicationFailure.create({ type: 'outcome-unknown', message: error.message });
}

function platformWords(failure: ApplicationFailure): { platformCode: string | null; platformMessage: string | null } {
  const [code, message] = (failure.details ?? []) as [string?, string?];
  return { platformCode: code ?? null, platformMessage: message ?? failure.message };
}
