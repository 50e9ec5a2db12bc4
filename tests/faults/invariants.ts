import type { Demo } from './demo.ts';

/** What it takes to look at hub and platform. */
type Eyes = Pick<Demo, 'api' | 'control'>;

const stateOfStatus: Record<number, string> = { 1: 'placed', 2: 'paid', 4: 'accepted', 8: 'completed', 9: 'cancelled' };

interface PlatformOrder {
  orderId: string;
  status: number;
}

interface Call {
  path: string;
  orderId?: string;
  /** 0 is done. */
  code?: number;
}

/** What must hold when everything has settled. @returns the broken ones in words; empty is good. */
export async function brokenInvariants(demo: Eyes): Promise<string[]> {
  const { orders } = await demo.control<{ orders: PlatformOrder[] }>('GET', '/meituan/orders');
  const inHub = await listAll(demo);
  const broken: string[] = [];
  for (const { orderId, status } of orders) {
    const rows = inHub.filter((row) => row.platformOrderId === orderId);
    const expected = stateOfStatus[status];
    if (rows.length === 0) broken.push(`order ${orderId} is missing in the hub`);
    if (rows.length > 1) broken.push(`order ${orderId} stands ${rows.length} times in the hub`);
    const [row] = rows;
    if (row && row.state !== expected)
      broken.push(`order ${orderId} is ${expected} on the platform and ${row.state} in the hub`);
  }
  const known = new Set(orders.map(({ orderId }) => orderId));
  for (const { platformOrderId } of inHub)
    if (!known.has(platformOrderId)) broken.push(`order ${platformOrderId} is not on the platform`);
  broken.push(...(await doubledCommands(demo)), ...(await wrongCounts(demo, inHub)));
  return broken;
}

/** The platform remembers what it was asked: an accept or reject that it did must have been done once. */
async function doubledCommands(demo: Eyes): Promise<string[]> {
  const { calls } = await demo.control<{ calls: Call[] }>('GET', '/calls?platform=meituan');
  const done = new Map<string, number>();
  for (const { path, orderId = '', code } of calls) {
    if (!/order\/(confirm|cancel)$/.test(path) || code !== 0) continue;
    const key = `${path} ${orderId}`;
    done.set(key, (done.get(key) ?? 0) + 1);
  }
  return [...done].filter(([, times]) => times > 1).map(([key, times]) => `${key} was done ${times} times`);
}

async function wrongCounts(demo: Eyes, inHub: readonly { phase: string }[]): Promise<string[]> {
  const { data } = await demo.api.GET('/orders/counts');
  if (!data) return ['counts cannot be read'];
  const { parked, today: _today, ...phases } = data;
  const wrong = Object.entries(phases).filter(
    ([phase, count]) => inHub.filter((row) => row.phase === phase).length !== count,
  );
  return [
    ...wrong.map(([phase, count]) => `tab ${phase} says ${count}`),
    ...(parked > 0 ? [`${parked} messages are parked`] : []),
  ];
}

async function listAll(demo: Eyes): Promise<{ platformOrderId: string; state: string; phase: string }[]> {
  const rows: { platformOrderId: string; state: string; phase: string }[] = [];
  let cursor: string | undefined;
  do {
    const { data, response } = await demo.api.GET('/orders', {
      params: { query: { limit: 100, ...(cursor ? { cursor } : {}) } },
    });
    if (!data) throw new Error(`orders cannot be listed: ${response.status}`);
    rows.push(...data.items);
    cursor = data.nextCursor ?? undefined;
  } while (cursor);
  return rows;
}
