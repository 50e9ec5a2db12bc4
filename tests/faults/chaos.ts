import { randomUUID } from 'node:crypto';
import type { Action } from '../../domain/order.ts';
import type { Demo } from './demo.ts';
import { asOwner, readOnly, refuseWrites } from './database-faults.ts';
import { type PlayedPlatform, playedPlatforms } from './platforms.ts';
import type { Random } from './random.ts';

interface Round {
  demo: Demo;
  random: Random;
  /** What customers have ordered so far. */
  placed: readonly PlacedOrder[];
}

interface PlacedOrder {
  platform: PlayedPlatform;
  id: string;
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
  'a platform asks to slow down': ({ demo, random }) =>
    platformFault(demo, random, { act: 'status', status: 429, retryAfter: 1, times: 8 }),
  'a platform answers 500': ({ demo, random }) => platformFault(demo, random, { act: 'status', status: 500, times: 8 }),
  'a platform answers a log-in page': ({ demo, random }) => platformFault(demo, random, { act: 'html', times: 5 }),
  'a platform acts and its answers are lost': ({ demo, random }) =>
    answerFault(demo, random, { act: 'reset-after-acting', times: 5 }),
  'half answers': ({ demo, random }) => platformFault(demo, random, { act: 'half', times: 5 }),
  'a platform takes half a minute to answer': ({ demo, random }) =>
    platformFault(demo, random, { act: 'hang', delayMs: 30_000, times: 3 }),
  'done, but it hangs instead of saying so': ({ demo, random }) =>
    answerFault(demo, random, { act: 'hang', actFirst: true, delayMs: 20_000, times: 2 }),
  'pushes come when the poll has been there': ({ demo, random }) =>
    demo.control('POST', '/pushes/settings', { delayMs: 12_000, duplicate: 0.3, seed: random.whole(1e6) }),
  'customers cancel and want their money back while clerks press': ({ demo, random, placed }) =>
    raceOf(demo, random, placed),
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
  const placed: PlacedOrder[] = [];
  const tally = { placed: 0, pressed: 0, refusedOrAway: 0, moved: 0 };
  const faultAt = new Map(chosen.map((name) => [Math.floor(random.next() * steps), name]));
  for (let step = 0; step < steps; step += 1) {
    const fault = faultAt.get(step);
    if (fault) await faults[fault]({ demo, random, placed });
    const dice = random.next();
    const order = placed.length > 0 ? random.pick(placed) : undefined;
    if (dice < 0.4 || !order) {
      placed.push(await place(demo, random));
      tally.placed += 1;
    } else if (dice < 0.8) {
      if (await press(demo, order, random)) tally.pressed += 1;
      else tally.refusedOrAway += 1;
    } else if (await move(demo, order, random.pick(order.platform.moves))) tally.moved += 1;
    await pause(random.next() * STEP_MS_MAX);
  }
  return JSON.stringify(tally);
}

async function place(demo: Demo, random: Random): Promise<PlacedOrder> {
  const platform = random.pick(playedPlatforms);
  const body = { seed: random.whole(1e6), state: random.chance(0.1) ? 'placed' : 'paid' };
  const { orderId } = await demo.control<{ orderId: string }>('POST', `/${platform.name}/orders`, body);
  return { platform, id: orderId };
}

/** The platform refuses what makes no sense any more, as it would in life. */
function move(demo: Demo, { platform, id }: PlacedOrder, path: string): Promise<boolean> {
  return demo.control('POST', `/${platform.name}/orders/${id}/${path}`, {}).then(
    () => true,
    () => false,
  );
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

/** Clerks press, customers cancel and ask for their money at the same moment. */
async function raceOf(demo: Demo, random: Random, placed: readonly PlacedOrder[]): Promise<void> {
  const some = placed.slice(-5);
  await Promise.all(
    some.flatMap((order) => [
      press(demo, order, random),
      press(demo, order, random),
      move(demo, order, 'cancel'),
      move(demo, order, 'refund'),
    ]),
  );
}

const presses = {
  accept: {},
  reject: { reason: 'sold_out' },
  ready: {},
  ship: {},
  deliver: {},
  cancel: { reason: 'closed' },
  agree_refund: {},
  refuse_refund: { reason: 'already_made' },
} satisfies Partial<Record<Action, object>>;

/**
 * A clerk presses one of the buttons that the order has, and may press twice, with the same key. Nothing here waits for a good answer:
 * what became of it is for the invariants.
 */
async function press(demo: Demo, { id }: PlacedOrder, random: Random): Promise<boolean> {
  try {
    const { data } = await demo.api.GET('/orders', { params: { query: { platformOrderId: id } } });
    const order = data?.items[0];
    if (!order) return false;
    const buttons = order.allowedActions.filter(({ action, allowed }) => allowed && action in presses);
    if (buttons.length === 0) return false;
    const { action, shipBy = [] } = random.pick(buttons);
    const byCourier = { by: 'courier', courier: 'zhongtong', trackingNumber: `75${random.whole(1e12)}` };
    const body =
      action === 'ship'
        ? shipBy.includes('own')
          ? { by: 'own' }
          : byCourier
        : presses[action as keyof typeof presses];
    const key = randomUUID();
    const send = () => demo.post(`/orders/${order.id}/${action.replace('_', '-')}`, body, key);
    const answers = await Promise.all(random.chance(0.3) ? [send(), send()] : [send()]);
    return answers.some(({ ok }) => ok);
  } catch {
    // The api was killed in the middle of the call.
    return false;
  }
}

function platformFault(demo: Demo, random: Random, fault: Record<string, unknown>): Promise<unknown> {
  return demo.control('POST', '/faults', { platform: random.pick(playedPlatforms).name, ...fault });
}

/** At the call by which a clerk answers a new order. */
async function answerFault(demo: Demo, random: Random, fault: Record<string, unknown>): Promise<void> {
  const { name, firstCall } = random.pick(playedPlatforms);
  await demo.control('POST', '/faults', { platform: name, path: firstCall, ...fault });
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
