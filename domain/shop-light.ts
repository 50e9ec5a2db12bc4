import type { ConnectionTrouble } from './connection-trouble.ts';

/** A poll comes every two minutes; one that is this old has been missed more than once. */
const POLL_LATE_MS = 10 * 60_000;
const PUSH_RECENT_MS = 24 * 3_600_000;

/** What is known of how a shop and its platform get on. */
export interface ShopHealth {
  paused: boolean;
  /** The hub itself keeps its orders: there is no platform that could fail. */
  keptHere: boolean;
  /** No platform tells of its orders: nothing is expected to come. */
  tellsNothing: boolean;
  lastPushAt: Date | null;
  /** When a push was last refused because its signature did not fit our credentials. */
  pushRefusedAt: Date | null;
  polledAt: Date | null;
  failedAt: Date | null;
  /** What the last poll failed with; null once one succeeds. */
  pollTrouble: ConnectionTrouble | null;
  testedAt: Date | null;
  /** What the last test failed with. */
  testTrouble: ConnectionTrouble | null;
  /** Orders of the last day that only a pull has told of. */
  missedPushes: number;
}

export type LightCause =
  | 'paused'
  | 'kept_here'
  | 'asked_only'
  | ConnectionTrouble
  | 'push_refused'
  | 'missed_pushes'
  | 'poll_late'
  | 'silent'
  | 'pushes_come'
  | 'polls_work';

/** What a person can do about it. */
export type Repair =
  | 'none'
  | 'resume'
  | 'check_credentials'
  | 'check_shop_code'
  | 'authorize_shop'
  | 'allow_address'
  | 'paste_callbacks'
  | 'wait'
  | 'ask_operator'
  | 'ask_platform';

export interface ShopLight {
  tone: 'good' | 'warn' | 'bad' | 'off';
  cause: LightCause;
  repair: Repair;
}

const troubleRepair = {
  app_unknown: 'check_credentials',
  secret_wrong: 'check_credentials',
  shop_unknown: 'check_shop_code',
  not_authorized: 'authorize_shop',
  address_not_allowed: 'allow_address',
  too_many_calls: 'wait',
  unreachable: 'wait',
  refused: 'ask_platform',
} as const satisfies Record<ConnectionTrouble, Repair>;

export function repairOf(trouble: ConnectionTrouble): Repair {
  return troubleRepair[trouble];
}

/** Worst cause first: what fails hides all else, a lost push goes before a late poll. */
export function shopLight(health: ShopHealth, now: Date): ShopLight {
  if (health.paused) return { tone: 'off', cause: 'paused', repair: 'resume' };
  if (health.keptHere) return { tone: 'good', cause: 'kept_here', repair: 'none' };
  const trouble = troubleNow(health);
  const lateMs = health.polledAt === null ? null : now.getTime() - health.polledAt.getTime();
  if (trouble !== null) {
    const passes = troubleRepair[trouble] === 'wait' && lateMs !== null && lateMs <= POLL_LATE_MS;
    return { tone: passes ? 'warn' : 'bad', cause: trouble, repair: troubleRepair[trouble] };
  }
  if (health.tellsNothing) return { tone: 'good', cause: 'asked_only', repair: 'none' };
  const { lastPushAt, pushRefusedAt } = health;
  if (pushRefusedAt && isRecent(pushRefusedAt, now) && (!lastPushAt || lastPushAt < pushRefusedAt))
    return { tone: 'warn', cause: 'push_refused', repair: 'check_credentials' };
  if (health.missedPushes > 0) return { tone: 'warn', cause: 'missed_pushes', repair: 'paste_callbacks' };
  if (lateMs !== null && lateMs > POLL_LATE_MS) return { tone: 'warn', cause: 'poll_late', repair: 'ask_operator' };
  if (lastPushAt && isRecent(lastPushAt, now)) return { tone: 'good', cause: 'pushes_come', repair: 'none' };
  return health.polledAt === null
    ? { tone: 'warn', cause: 'silent', repair: 'paste_callbacks' }
    : { tone: 'good', cause: 'polls_work', repair: 'none' };
}

/** Of poll and test the later one counts. */
function troubleNow({ failedAt, polledAt, pollTrouble, testedAt, testTrouble }: ShopHealth): ConnectionTrouble | null {
  const asked = [failedAt, polledAt].filter((at) => at !== null).sort((a, b) => b.getTime() - a.getTime())[0];
  return testedAt && (!asked || asked < testedAt) ? testTrouble : pollTrouble;
}

function isRecent(at: Date, now: Date): boolean {
  return now.getTime() - at.getTime() <= PUSH_RECENT_MS;
}
