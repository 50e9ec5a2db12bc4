const LEASE_MS = 8_000;
const SETTLE_MS = 40;
const POLL_MS = 80;

/**
 * Runs `work` while no other tab of this browser runs work under the same name.
 *
 * Web Locks exist only on https and localhost. A till that opens the hub by its address in the shop's network has
 * none, so there a lease in localStorage stands in: it may let two tabs through in a rare race, never none.
 */
export async function withTabLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  if ('locks' in navigator) return navigator.locks.request(name, work);
  const owner = await takeLease(name);
  try {
    return await work();
  } finally {
    if (readLease(name)?.owner === owner) localStorage.removeItem(name);
  }
}

async function takeLease(name: string): Promise<string> {
  const owner = `${Date.now()}-${Math.random()}`;
  const giveUpAt = Date.now() + LEASE_MS;
  while (Date.now() < giveUpAt) {
    const lease = readLease(name);
    if (!lease || lease.until < Date.now()) {
      localStorage.setItem(name, JSON.stringify({ owner, until: Date.now() + LEASE_MS }));
      // Two tabs may have written at the same moment; the one whose text is still there a little later has it.
      await wait(SETTLE_MS);
      if (readLease(name)?.owner === owner) return owner;
    }
    await wait(POLL_MS);
  }
  return owner;
}

function readLease(name: string): { owner: string; until: number } | null {
  try {
    return JSON.parse(localStorage.getItem(name) ?? 'null') as { owner: string; until: number } | null;
  } catch {
    return null;
  }
}

function wait(durationMs: number): Promise<void> {
  return new Promise((resolve) => window.setTimeout(resolve, durationMs));
}
