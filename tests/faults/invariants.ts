import type { Demo } from './demo.ts';
import { type PlayedPlatform, playedPlatforms } from './platforms.ts';

/** What it takes to look at hub and platform. */
type Eyes = Pick<Demo, 'api' | 'control'>;

interface PlatformOrder {
  orderId: string;
  status: number | string;
}

interface Call {
  path: string;
  orderId?: string;
  /** Absent when the platform did not get as far as deciding. */
  code?: number;
}

/** What must hold when everything has settled. @returns the broken ones in words; empty is good. */
export async function brokenInvariants(demo: Eyes): Promise<string[]> {
  const inHub = await listAll(demo);
  const broken: string[] = [];
  const known = new Set<string>();
  for (const platform of playedPlatforms) {
    const { orders } = await demo.control<{ orders: PlatformOrder[] }>('GET', `/${platform.name}/orders`);
    for (const { orderId, status } of orders) {
      known.add(orderId);
      const name = `order ${orderId} of ${platform.name}`;
      const rows = inHub.filter((row) => row.platform === platform.name && row.platformOrderId === orderId);
      const expected = platform.stateOfStatus[status];
      if (rows.length === 0) broken.push(`${name} is missing in the hub`);
      if (rows.length > 1) broken.push(`${name} stands ${rows.length} times in the hub`);
      const [row] = rows;
      if (row && row.state !== expected)
        broken.push(`${name} is ${expected} (${status}) on the platform and ${row.state} in the hub`);
    }
    broken.push(...(await doubledCommands(demo, platform)));
  }
  for (const { platform, platformOrderId } of inHub)
    if (!known.has(platformOrderId)) broken.push(`order ${platformOrderId} is not on ${platform}`);
  broken.push(...(await wrongCounts(demo, inHub)));
  return broken;
}

/** The platform remembers what it was asked: what it did must have been done once. */
async function doubledCommands(demo: Eyes, { name, callsOnce, doneCode = 0 }: PlayedPlatform): Promise<string[]> {
  const { calls } = await demo.control<{ calls: Call[] }>('GET', `/calls?platform=${name}`);
  const done = new Map<string, number>();
  for (const { path, orderId = '', code } of calls) {
    if (!callsOnce.includes(path) || (code !== 0 && code !== doneCode)) continue;
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

interface HubOrder {
  platform: string;
  platformOrderId: string;
  state: string;
  phase: string;
}

async function listAll(demo: Eyes): Promise<HubOrder[]> {
  const rows: HubOrder[] = [];
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
