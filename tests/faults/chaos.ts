import { randomUUID } from 'node:crypto';
import type { Demo } from './demo.ts';
import { asOwner, readOnly, refuseWrites } from './database-faults.ts';
import type { Random } from './random.ts';

interface Round {
  demo: Demo;
  random: Random;
  /** What customers have ordered so far. */
  placed: readonly string[];
}

/** What can go wrong in a round. Each is something that a user or an operator can meet. */
const faults = {
  'pushes lost, doubled and out of order': ({ demo, random }) =>
    demo.control('POST', '/pushes/settings', {
      drop: 0.2,
      duplicate: 0.2,
      reorder: 0.2,
      seed: random.whole(1e6),
    }),
  'the platform asks to slow down': ({ demo }) =>
    platformFault(demo, { act: 'status', status: 429, retryAfter: 1, times: 8 }),
  'the platform answers 500': ({ demo }) => platformFault(demo, { act: 'status', status: 500, times: 8 }),
  'the platform answers a log-in page': ({ demo }) => platformFault(demo, { act: 'html', times: 5 }),
  'accepts act and their answers are lost': ({ demo }) =>
    platformFault(demo, { path: 'order/confirm', act: 'reset-after-acting', times: 5 }),
  'half answers': ({ demo }) => platformFault(demo, { act: 'half', times: 5 }),
  'the platform takes half a minute to answer': ({ demo }) =>
    platformFault(demo, { act: 'hang', delayMs: 30_000, times: 3 }),
  'accepted, but it hangs instead of saying so': ({ demo }) =>
    platformFault(demo, { path: 'order/confirm', act: 'hang', actFirst: true, delayMs: 20_000, times: 2 }),
  'pushes come when the poll has been there': ({ demo, random }) =>
    demo.control('POST', '/pushes/settings', { delayMs: 12_000, duplicate: 0.3, seed: random.whole(1e6) }),
  'customers cancel what is being accepted': ({ demo, random, placed }) => raceOf(demo, random, placed),
  'the disk of the database is full': ({ demo }) =>
    inDatabase(demo, (owner) => refuseWrites(owner, ['inbound_messages', 'order_events'])),
  'a storm of deadlocks': ({ demo }) =>
    inDatabase(demo, (owner) => refuseWrites(owner, ['inbound_messages', 'orders', 'commands'], '40P01', 0.4)),
  'the database can only be read': ({ demo }) => inDatabase(demo, (owner) => readOnly(owner, true)),
  'the worker is killed': ({ demo }) => kill(demo, 'worker'),
  'the api is killed': ({ demo }) => kill(demo, 'api'),
  'Temporal is killed': ({ demo }) => kill(demo, 'temporal'),
  'PostgreSQL is killed': ({ demo }) => kill(demo, 'postgres'),
} satisfies Record<string, (round: Round) => unknown>;

export type FaultName = keyof typeof faults;
export const faultNames = Object.keys(faults) as FaultName[];

/** What people do meanwhile: share of all steps. */
const STEP_MS_MAX = 120;
const DATABASE_BACK_MS = 60_000;

/** Plays customers and clerks while faults happen. @returns what was done, for the log. */
export async function playRound(
  demo: Demo,
  random: Random,
  chosen: readonly FaultName[],
  steps: number,
): Promise<string> {
  const placed: string[] = [];
  const tally = { placed: 0, accepted: 0, rejected: 0, cancelled: 0, completed: 0, refusedOrAway: 0 };
  const faultAt = new Map(chosen.map((name) => [Math.floor(random.next() * steps), name]));
  for (let step = 0; step < steps; step += 1) {
    const fault = faultAt.get(step);
    if (fault) await faults[fault]({ demo, random, placed });
    const dice = random.next();
    const orderId = placed.length > 0 ? random.pick(placed) : undefined;
    if (dice < 0.4 || !orderId) {
      const { orderId: id } = await demo.control<{ orderId: string }>('POST', '/meituan/orders', {
        seed: random.whole(1e6),
      });
      placed.push(id);
      tally.placed += 1;
    } else if (dice < 0.7) {
      if (await command(demo, 'accept', orderId, random)) tally.accepted += 1;
      else tally.refusedOrAway += 1;
    } else if (dice < 0.8) {
      if (await command(demo, 'reject', orderId, random)) tally.rejected += 1;
      else tally.refusedOrAway += 1;
    } else {
      // The platform refuses what makes no sense any more, as it would in life.
      const act = dice < 0.9 ? 'cancel' : 'complete';
      const moved = await demo.control('POST', `/meituan/orders/${orderId}/${act}`, {}).then(
        () => true,
        () => false,
      );
      if (moved) tally[act === 'cancel' ? 'cancelled' : 'completed'] += 1;
    }
    await pause(random.next() * STEP_MS_MAX);
  }
  return JSON.stringify(tally);
}

/** Ends all that was arranged to go wrong; killed parts come back by themselves. */
export async function heal(demo: Demo): Promise<void> {
  await demo.control('DELETE', '/faults');
  await demo.control('POST', '/pushes/settings', {});
  await inDatabase(demo, async (owner) => {
    await refuseWrites(owner, []);
    await readOnly(owner, false);
  });
}

/** Accept, cancel and refund of the same orders at the same moment. */
async function raceOf(demo: Demo, random: Random, placed: readonly string[]): Promise<void> {
  const some = placed.slice(-5);
  const never = () => undefined;
  await Promise.all(
    some.flatMap((id) => [
      command(demo, 'accept', id, random),
      demo.control('POST', `/meituan/orders/${id}/cancel`, { by: 'user' }).catch(never),
      demo.control('POST', `/meituan/orders/${id}/refund`, {}).catch(never),
    ]),
  );
}

/** A clerk may press twice, with the same key. Nothing here waits for a good answer: what became of it is for the invariants. */
async function command(
  demo: Demo,
  action: 'accept' | 'reject',
  platformOrderId: string,
  random: Random,
): Promise<boolean> {
  try {
    const { data } = await demo.api.GET('/orders', { params: { query: { platformOrderId } } });
    const orderId = data?.items[0]?.id;
    if (!orderId) return false;
    const params = { path: { orderId }, header: { 'Idempotency-Key': randomUUID() } };
    const press = () =>
      action === 'accept'
        ? demo.api.POST('/orders/{orderId}/accept', { params })
        : demo.api.POST('/orders/{orderId}/reject', { params });
    const answers = await Promise.all(random.chance(0.3) ? [press(), press()] : [press()]);
    return answers.some(({ response }) => response.ok);
  } catch {
    // The api was killed in the middle of the call.
    return false;
  }
}

function platformFault(demo: Demo, fault: Record<string, unknown>): Promise<unknown> {
  return demo.control('POST', '/faults', { platform: 'meituan', ...fault });
}

function kill(demo: Demo, part: string): void {
  const pid = demo.run().children[part];
  if (pid === undefined) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is being started again after an earlier kill.
  }
}

/** It may be on its way up after a kill; what is arranged there has to be taken away again in any case. */
async function inDatabase(demo: Demo, run: Parameters<typeof asOwner>[1]): Promise<void> {
  const deadline = Date.now() + DATABASE_BACK_MS;
  for (;;) {
    try {
      return await asOwner(demo.run().databaseUrl, run);
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await pause(500);
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
