import {
  ActivityFailure,
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  log,
  patched,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { OrderActivities } from './order.activities.ts';
import { type CommandOutcome, executeCommand, lookInInbox, type OrderRef } from './order.messages.ts';

/** How often a command is sent again after the platform was asked and had not done it. */
const SENDS_MAX = 3;

/** How long a command is sent while the platform is away or asks to slow down: as long as an order may wait. */
const SEND_FOR_MS = 10 * 60_000;
/** The same for commands that an earlier release began: it counted. */
const TRIES_MAX = 10;
const TRY_WAIT_MAX_MS = 30_000;

/** Database work runs inside the workflow task: one round trip to Temporal less for each event of an order's life. */
const database = oneAtATime(
  proxyLocalActivities<OrderActivities>({
    startToCloseTimeout: '20 seconds',
    retry: { initialInterval: '200 milliseconds', backoffCoefficient: 2, maximumInterval: '15 seconds' },
  }),
);

/** Calls to a platform are ordinary activities: they may take long and each attempt is visible. */
const platform = proxyActivities<OrderActivities>({
  startToCloseTimeout: '20 seconds',
  scheduleToCloseTimeout: '10 minutes',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/**
 * Temporal itself never sends a command twice: a worker that died in the middle may have sent it, and only the platform knows.
 */
const sender = proxyActivities<OrderActivities>({ startToCloseTimeout: '20 seconds', retry: { maximumAttempts: 1 } });

/**
 * Owns one order: applies what arrives, carries out what people ask, closes when nothing more is expected and is started again when
 * something new comes. All state is in PostgreSQL and read at each step; this keeps only what to do next.
 */
export async function orderWorkflow(order: OrderRef): Promise<void> {
  let inboxWaiting = true;
  let asked = false;
  let final = false;
  const timer = new NextTimer();
  const commands = new CommandsUnderWay(order);
  const reads = new HintedReads(order, () => {
    inboxWaiting = true;
  });
  setHandler(lookInInbox, () => {
    inboxWaiting = true;
  });
  setHandler(executeCommand, async (commandId) => {
    const outcome = await commands.carryOut(commandId);
    // A command may have ended the order; the main loop looks once more and closes.
    inboxWaiting = true;
    return outcome;
  });

  for (;;) {
    while (inboxWaiting) {
      inboxWaiting = false;
      const seen = await database.drainInbox(order);
      if (seen.needsOrder && asked) {
        // What the platform told could not be read. Asking again would get the same answer for ever.
        await database.parkInbox(order, 'the platform was asked for this order and its answer could not be read');
        inboxWaiting = true;
      } else if (seen.needsOrder) {
        await askForOrder(order);
        inboxWaiting = true;
      } else if (seen.more) {
        inboxWaiting = true;
      }
      asked = seen.needsOrder;
      if (seen.asksForOrder && patched('read-what-is-hinted')) reads.ask();
      final = seen.final;
      timer.set(seen.nextTimerAt);
    }
    const idle = !reads.underWay && allHandlersFinished();
    if (final && idle) return timer.set(null);
    if (workflowInfo().continueAsNewSuggested && idle) await continueAsNew<typeof orderWorkflow>(order);
    await condition(() => inboxWaiting || timer.due);
    if (!timer.due) continue;
    await fireTimers(order, timer, commands);
    // What fired may have moved or ended the order.
    inboxWaiting = true;
  }
}

async function fireTimers(order: OrderRef, timer: NextTimer, commands: CommandsUnderWay): Promise<void> {
  const fired = await database.fireTimers(order, Date.now());
  timer.set(fired.nextTimerAt);
  if (fired.commandId !== null) await commands.carryOut(fired.commandId);
  if (fired.askPlatform) await askForOrder(order);
}

/**
 * Local activities one after another. Two at once may end in one activation when a history is replayed and in two when it was lived;
 * what the workflow does next would then come in another order, and Temporal would refuse to go on with the order.
 */
function oneAtATime<Activities extends object>(activities: Activities): Activities {
  let last: Promise<unknown> = Promise.resolve();
  return new Proxy(activities, {
    get:
      (_, name) =>
      (...args: unknown[]) => {
        const call = last.then(() =>
          (Reflect.get(activities, name) as (...args: unknown[]) => Promise<unknown>)(...args),
        );
        last = call.catch(() => undefined);
        return call;
      },
  });
}

/** One timer at a time, started anew only when the next moment is another one: most news of an order change nothing about it. */
class NextTimer {
  due = false;
  private at: number | null = null;
  private scope: CancellationScope | undefined;

  set(at: number | null): void {
    if (at === this.at && !this.due) return;
    this.scope?.cancel();
    this.scope = undefined;
    this.at = at;
    this.due = false;
    if (at === null) return;
    const scope = new CancellationScope();
    this.scope = scope;
    void scope
      .run(() => sleep(Math.max(1, at - Date.now())))
      .then(() => {
        this.due = true;
      })
      .catch((error: unknown) => {
        if (!isCancellation(error)) throw error;
      });
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

/**
 * Reads a known order because something about it is said to be different. It goes on beside everything else, so that a platform that is
 * away holds up no other news; one read answers all hints that came before it. What cannot be read is the next poll's.
 */
class HintedReads {
  underWay = false;
  private again = false;

  constructor(
    private readonly order: OrderRef,
    private readonly done: () => void,
  ) {}

  ask(): void {
    this.again = true;
    if (this.underWay) return;
    this.underWay = true;
    void this.read().catch((error: unknown) => {
      if (!isCancellation(error)) throw error;
    });
  }

  private async read(): Promise<void> {
    while (this.again) {
      this.again = false;
      try {
        await platform.fetchOrder(this.order);
      } catch (error) {
        if (!(error instanceof ActivityFailure)) throw error;
        log.warn('order could not be read again', { reason: failureOf(error).type });
      }
    }
    this.underWay = false;
    this.done();
  }
}

/** A command that is pressed again while it runs is joined: two that look it up at the same moment would both send it again. */
class CommandsUnderWay {
  private readonly running = new Map<string, Promise<CommandOutcome>>();

  constructor(private readonly order: OrderRef) {}

  carryOut(commandId: string): Promise<CommandOutcome> {
    const known = this.running.get(commandId);
    if (known) return known;
    const outcome = carryOut(this.order, commandId).finally(() => this.running.delete(commandId));
    this.running.set(commandId, outcome);
    return outcome;
  }
}

/** asked -> sent -> done or refused; a lost answer is resolved by asking the platform, never by blindly sending again. */
async function carryOut(order: OrderRef, commandId: string): Promise<CommandOutcome> {
  const begun = await database.beginCommand(order, commandId);
  if (begun === 'done' || begun === 'refused') return begun;
  if (begun === 'look-up') {
    const resolved = await lookUp(order, commandId, false);
    if (resolved !== 'send-again') return resolved;
  }
  for (let sends = 1; ; sends += 1) {
    try {
      await sendPatiently(order, commandId);
      return await database.finishCommand(order, commandId, { state: 'done' });
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error;
      const failure = failureOf(error);
      if (surelyDidNothing(failure) || REFUSALS.has(failure.type ?? '')) {
        return await database.finishCommand(order, commandId, { state: 'refused', ...platformWords(failure) });
      }
      await database.markUnknown(order, commandId, platformWords(failure));
      const resolved = await lookUp(order, commandId, sends >= SENDS_MAX);
      if (resolved !== 'send-again') return resolved;
    }
  }
}

/** Answers of a platform that are a plain no. */
const REFUSALS: ReadonlySet<string> = new Set(['rejected', 'unauthorized', 'malformed']);

/** Sends again only after an answer that surely did nothing. @throws ActivityFailure when it was refused, lost, or tried long enough. */
async function sendPatiently(order: OrderRef, commandId: string): Promise<void> {
  const begunAt = Date.now();
  for (let tries = 1; ; tries += 1) {
    try {
      return await sender.sendCommand(order, commandId);
    } catch (error) {
      const failure = error instanceof ActivityFailure ? failureOf(error) : null;
      if (!failure || !surelyDidNothing(failure)) throw error;
      const longEnough = patched('send-for-minutes') ? Date.now() - begunAt >= SEND_FOR_MS : tries >= TRIES_MAX;
      if (longEnough) throw error;
      await sleep(failure.nextRetryDelay ?? Math.min(1000 * 2 ** (tries - 1), TRY_WAIT_MAX_MS));
    }
  }
}

function surelyDidNothing(failure: ApplicationFailure): boolean {
  return failure.type === 'unavailable' || failure.type === 'rate-limited';
}

/** Asks the platform what became of a command. */
async function lookUp(order: OrderRef, commandId: string, lastSend: boolean): Promise<CommandOutcome | 'send-again'> {
  try {
    await platform.fetchOrder(order);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    // Neither the command nor the question got through. The outcome stays open and is shown as such, until the platform tells
    // something about the order or somebody presses again.
    return 'unknown';
  }
  await database.drainInbox(order);
  return database.settleUnknown(order, commandId, lastSend);
}

function failureOf(error: ActivityFailure): ApplicationFailure {
  return error.cause instanceof ApplicationFailure
    ? error.cause
    : ApplicationFailure.create({ type: 'outcome-unknown', message: error.message });
}

function platformWords(failure: ApplicationFailure): { platformCode: string; platformMessage: string } {
  const [code, message] = (failure.details ?? []) as [(string | null)?, (string | null)?];
  // A code is always there: its absence means that our own table refused.
  return { platformCode: code ?? failure.type ?? 'unknown', platformMessage: message ?? failure.message };
}
