/**
 * Presses that have not reached the hub yet, kept in the browser's storage until it has answered: a tab that is closed, a browser that
 * is killed or a till whose plug is pulled must not lose one. Each has the idempotency key under which it goes out, so that sending
 * it twice does it once.
 */
export type WaitingAsk = {
  orderId: string;
  /** What people call the order, for telling them of it later. */
  number: string;
  action: 'accept' | 'ready';
  key: string;
  /** Epoch milliseconds by this machine's clock. */
  sendAt: number;
  /** Who pressed; nobody else sends it for them. */
  personId: string;
};

const STORAGE_KEY = 'jiedan.waiting-asks';
/** Past this nobody can be sure that it is still wanted, so it is told and not sent. */
const STILL_WANTED_MS = 10 * 60_000;
/** Another tab that is alive sends its own within this time. */
const OTHER_TAB_GRACE_MS = 5_000;

export function keepAsks(asks: readonly WaitingAsk[]): void {
  write([...readAsks(), ...asks]);
}

export function forgetAsks(keys: readonly string[]): void {
  write(readAsks().filter(({ key }) => !keys.includes(key)));
}

export function readAsks(): WaitingAsk[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isAsk) : [];
  } catch {
    return [];
  }
}

/**
 * Of what a tab left behind: what its person may send now, what is only told because it is old or somebody else's, and what another
 * tab may still be about to send.
 */
export function sortLeftBehind(
  asks: readonly WaitingAsk[],
  personId: string,
  nowMs: number,
): { toSend: WaitingAsk[]; toTell: WaitingAsk[]; later: WaitingAsk[] } {
  const later = asks.filter(({ sendAt }) => nowMs < sendAt + OTHER_TAB_GRACE_MS);
  const left = asks.filter((ask) => !later.includes(ask));
  const toSend = left.filter((ask) => ask.personId === personId && nowMs - ask.sendAt < STILL_WANTED_MS);
  return { toSend, toTell: left.filter((ask) => !toSend.includes(ask)), later };
}

function write(asks: readonly WaitingAsk[]): void {
  try {
    if (asks.length === 0) localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, JSON.stringify(asks));
  } catch {
    // Without storage the press still goes out from this page; only a crash within these seconds could lose it.
    return;
  }
}

function isAsk(value: unknown): value is WaitingAsk {
  if (typeof value !== 'object' || value === null) return false;
  const ask = value as Partial<WaitingAsk>;
  return (
    typeof ask.orderId === 'string' &&
    typeof ask.number === 'string' &&
    (ask.action === 'accept' || ask.action === 'ready') &&
    typeof ask.key === 'string' &&
    typeof ask.sendAt === 'number' &&
    typeof ask.personId === 'string'
  );
}
