import { performance } from 'node:perf_hooks';
import { loadavg } from 'node:os';
import { type Figure, quantile, rounded } from './figure.ts';
import { type BenchHub, startHub } from './hub.ts';
import { KeepAliveSender } from './keep-alive-sender.ts';
import { COMMON_WORD, makeMass, MIDDLE_WORD, RARE_WORD, SMALL_SHOP } from './order-mass.ts';
import type { BenchServers } from './servers.ts';

const FEW = 10_000;
const MANY = 1_000_000;
/** Of each kind of list in each round. */
const TIMES = 20;

/** What people ask of the order page: a word that many orders have and one that few have, numbers, and each filter. */
function lists(now: number): Record<string, string> {
  const day = new Date(now - 24 * 3600_000).toISOString();
  return {
    newest: '',
    commonWord: `q=${encodeURIComponent(COMMON_WORD)}`,
    middleWord: `q=${encodeURIComponent(MIDDLE_WORD)}`,
    rareWord: `q=${encodeURIComponent(RARE_WORD)}`,
    phoneTail: 'q=4711',
    number: 'q=%234711',
    platformNumber: 'q=6000000000000004711',
    tab: 'phase=not_accepted&sort=waiting',
    state: 'state=cancelled',
    shop: `shopId=${SMALL_SHOP}`,
    shopAndWord: `shopId=${SMALL_SHOP}&q=${encodeURIComponent(COMMON_WORD)}`,
    platform: 'platform=meituan',
    day: `placedFrom=${encodeURIComponent(day)}`,
  };
}

/** p95 of lists and searches over a million orders ÷ over ten thousand, asked in turns, so that a neighbour's load falls on both alike. */
export async function measureListGrowth(servers: BenchServers, rounds: number): Promise<Figure[]> {
  const [few, many] = [await openSide(servers, FEW), await openSide(servers, MANY)];
  // A connection that waited while the other side was filled would have been closed by its server.
  await Promise.all([few.connect(), many.connect()]);
  const asked = lists(Date.now());
  // Once for compilers, caches and plans.
  for (const query of Object.values(asked)) for (const side of [few, many]) await side.ask(query);
  const times = Object.keys(asked).map((name) => ({ name, few: [] as number[], many: [] as number[] }));
  for (let turn = 0; turn < rounds * TIMES; turn += 1) {
    for (const { name, few: ofFew, many: ofMany } of times) {
      ofFew.push(await few.ask(asked[name] ?? ''));
      ofMany.push(await many.ask(asked[name] ?? ''));
    }
  }
  await Promise.all([few.end(), many.end()]);
  const p95 = (values: number[]) => rounded(quantile(values, 0.95), 1);
  const p50 = (values: number[]) => rounded(quantile(values, 0.5), 1);
  const all = { few: times.flatMap((kind) => kind.few), many: times.flatMap((kind) => kind.many) };
  return [
    {
      name: 'list_growth',
      value: rounded(quantile(all.many, 0.95) / quantile(all.few, 0.95), 2),
      unit: 'ratio',
      goal: 1.5,
      lowerIsBetter: true,
      parts: {
        orders: [FEW, MANY],
        p95Ms: [p95(all.few), p95(all.many)],
        p50Ms: [p50(all.few), p50(all.many)],
        ...Object.fromEntries(
          times.map((kind) => [kind.name, [p50(kind.few), p50(kind.many), p95(kind.few), p95(kind.many)]]),
        ),
        asked: all.many.length,
        load1m: rounded(loadavg()[0] ?? 0, 1),
      },
    },
  ];
}

interface Side {
  connect(): Promise<void>;
  /** @returns how long the answer took, in ms. */
  ask(query: string): Promise<number>;
  end(): Promise<void>;
}

async function openSide(servers: BenchServers, count: number): Promise<Side> {
  const hub: BenchHub = await startHub(servers, { worker: false });
  await makeMass(hub, count);
  let sender: KeepAliveSender | undefined;
  return {
    connect: async () => {
      sender = await KeepAliveSender.open(hub.api.port);
    },
    ask: async (query) => {
      const path = `/api/v1/orders?${query}`;
      const head = `GET ${path} HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer ${hub.apiKey}\r\n\r\n`;
      if (!sender) throw new Error('not connected yet');
      const started = performance.now();
      const { status, body } = await sender.send(Buffer.from(head, 'latin1'));
      const ms = performance.now() - started;
      if (status !== 200) throw new Error(`${path} was answered with ${status}: ${body}`);
      if ((JSON.parse(body) as { items: unknown[] }).items.length === 0) throw new Error(`${path} found nothing`);
      return ms;
    },
    end: async () => {
      sender?.close();
      await hub.end();
    },
  };
}
