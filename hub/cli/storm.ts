import { type Command, InvalidArgumentError } from 'commander';
import { askControl } from '../../sandbox/control-client.ts';
import { readConfig } from '../config.ts';
import { findRunning } from './run-file.ts';
import { listDemoShops } from './shops.ts';

const BATCH_MS = 250;
const POLL_MS = 500;
/** Nothing new for this long means that what is missing will not come by itself. */
const STALL_MS = 120_000;
const PAGE = 100;

interface StormOptions {
  orders: number;
  rate: number;
  json?: boolean;
}

export interface StormResult {
  sent: number;
  acked: number;
  inHub: number;
  duplicate: number;
  missing: number;
  seconds: number;
}

/** `jiedan storm`: many customers order at once; then every order must be in the hub exactly once. */
export function registerStormCommand(program: Command): void {
  program
    .command('storm')
    .description('place many orders at the sandbox and compare what arrives in the hub; exit 1 on any difference')
    .option('--orders <n>', 'how many orders', positive, 500)
    .option('--rate <r>', 'orders a second', positive, 200)
    .option('--json', 'the result as JSON')
    .action(async (options: StormOptions) => {
      const result = await storm(options, options.json ? () => undefined : (line) => process.stderr.write(`${line}\n`));
      process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${describe(result)}\n`);
      if (result.duplicate > 0 || result.missing > 0 || result.acked !== result.sent) process.exitCode = 1;
    });
}

async function storm({ orders, rate }: StormOptions, progress: (line: string) => void): Promise<StormResult> {
  const { dataDir } = readConfig();
  const run = findRunning(dataDir);
  if (!run) throw new Error(`no demo is running with data folder ${dataDir}; start one with: npm start`);
  const { isPulled } = await import('../../connectors/registry.ts');
  // Of a platform that tells of no orders, as one of vouchers, nobody orders anything.
  const shops = (await listDemoShops({ api: true })).filter(({ platform }) => isPulled(platform));
  const started = Date.now();
  const sent = new Set<string>();
  while (sent.size < orders) {
    const due = Math.min(orders, Math.ceil(((Date.now() - started + BATCH_MS) / 1000) * rate));
    for (const [index, shop] of shops.entries()) {
      const count = Math.floor((due - sent.size) / (shops.length - index));
      if (count <= 0) continue;
      const body = { shop: shop.shopId, state: 'paid', count };
      const placed = (await askControl(run.sandboxControlUrl, 'POST', `/${shop.platform}/orders`, body)) as {
        orderIds: string[];
      };
      for (const id of placed.orderIds) sent.add(nameOf(shop.platform, id));
    }
    progress(`sent ${sent.size}/${orders}`);
    await pause(BATCH_MS);
  }
  const { apiUrl = '', apiKey = '' } = shops[0] ?? {};
  let seen = new Map<string, number>();
  let unacked = sent.size;
  let changedAt = Date.now();
  while (Date.now() - changedAt < STALL_MS) {
    const before = `${seen.size} ${unacked}`;
    unacked = await countUnacked(run.sandboxControlUrl, sent);
    seen = await countInHub(apiUrl, apiKey, new Date(started - 60_000), sent, seen);
    progress(`sent ${sent.size}  acked ${sent.size - unacked}  in hub ${seen.size}`);
    if (`${seen.size} ${unacked}` !== before) changedAt = Date.now();
    if (unacked === 0 && seen.size === sent.size) break;
    await pause(POLL_MS);
  }
  const duplicate = [...seen.values()].filter((times) => times > 1).length;
  return {
    sent: sent.size,
    acked: sent.size - unacked,
    inHub: seen.size,
    duplicate,
    missing: sent.size - seen.size,
    seconds: Math.round((Date.now() - started) / 100) / 10,
  };
}

/** Ids are one platform's own: another one may use the same. */
function nameOf(platform: string, orderId: string): string {
  return `${platform} ${orderId}`;
}

/** Orders of ours of which the platform still has a push to deliver, or has given one up. */
async function countUnacked(controlUrl: string, sent: ReadonlySet<string>): Promise<number> {
  const unacked = new Set<string>();
  for (const state of ['waiting', 'held', 'given-up', 'unsent', 'dropped']) {
    const { pushes } = (await askControl(controlUrl, 'GET', `/pushes?state=${state}`)) as {
      pushes: { platform: string; orderId?: string }[];
    };
    for (const { platform, orderId = '' } of pushes) {
      const name = nameOf(platform, orderId);
      if (sent.has(name)) unacked.add(name);
    }
  }
  return unacked.size;
}

/** Walks the order list as an integrator would. While the hub answers "away", what was seen before stands. */
async function countInHub(
  apiUrl: string,
  apiKey: string,
  since: Date,
  sent: ReadonlySet<string>,
  before: Map<string, number>,
): Promise<Map<string, number>> {
  const seen = new Map<string, number>();
  let cursor: string | null = '';
  while (cursor !== null) {
    const query = new URLSearchParams({
      placedFrom: since.toISOString(),
      limit: String(PAGE),
      ...(cursor ? { cursor } : {}),
    });
    let page: { items: { platform: string; platformOrderId: string }[]; nextCursor: string | null };
    try {
      const response = await fetch(`${apiUrl}/orders?${query.toString()}`, {
        headers: { authorization: `Bearer ${apiKey}` },
      });
      if (!response.ok) return before;
      page = (await response.json()) as typeof page;
    } catch {
      return before;
    }
    for (const { platform, platformOrderId } of page.items) {
      const name = nameOf(platform, platformOrderId);
      if (sent.has(name)) seen.set(name, (seen.get(name) ?? 0) + 1);
    }
    cursor = page.nextCursor;
  }
  return seen;
}

function describe({ sent, acked, inHub, duplicate, missing, seconds }: StormResult): string {
  return `sent ${sent}, acked ${acked}, in hub ${inHub}, duplicate ${duplicate}, missing ${missing} (${seconds} s)`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError('must be a number above 0');
  return value;
}
