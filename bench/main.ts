import { Command, InvalidArgumentError } from 'commander';
import { loadavg } from 'node:os';
import { ensureBuilt } from '../build.ts';
import { DEMO_SHOPS } from '../prisma/seed.ts';
import type { Figure } from './figure.ts';
import type { IntakeOptions } from './intake.ts';
import { BenchServers } from './servers.ts';

const ROUNDS_DEFAULT = 5;

type Measure = (servers: BenchServers, rounds: number) => Promise<Figure[]>;

/** `intake_ratio` is the first platform's. Those of which no push brings an order are not in the demo. */
const FURTHER_PLATFORMS = DEMO_SHOPS.map(({ platform }) => platform).slice(1);

/** Loaded when chosen: some need generated code that the build has only now made. */
const measures: Record<string, () => Promise<Measure>> = {
  intake_ratio: intake({ name: 'intake_ratio', connections: 32, goal: 1 }),
  intake_ratio_8: intake({ name: 'intake_ratio_8', connections: 8, goal: 0.8 }),
  ...Object.fromEntries(
    FURTHER_PLATFORMS.map((platform) => {
      const name = `intake_ratio_${platform.replaceAll('-', '_')}`;
      return [name, intake({ name, connections: 32, goal: 1, platform })] as const;
    }),
  ),
  lifecycle_ratio: async () => (await import('./lifecycle.ts')).measureLifecycle,
  burst_ratio: async () => (await import('./burst.ts')).measureBurst,
  recover_s: async () => (await import('./recover.ts')).measureRecover,
  poll_growth: async () => (await import('./poll-growth.ts')).measurePollGrowth,
  list_ratio: async () => (await import('./list.ts')).measureList,
  list_growth: async () => (await import('./list-growth.ts')).measureListGrowth,
  auth_us: async () => (await import('./auth.ts')).measureAuth,
  visible_ms: async () => (await import('./visible.ts')).measureVisible,
  pages: async () => (await import('./pages.ts')).measurePages,
  cost: async () => (await import('./cost.ts')).measureCost,
  cold_start_s: async () => (await import('./cold-start.ts')).measureColdStart,
};

interface Options {
  rounds: number;
  json?: boolean;
  profile?: string;
}

/** `npm run bench [-- figures…]`: measures on real parts in a temporary folder and leaves nothing behind. */
async function bench(names: readonly string[], options: Options): Promise<void> {
  const chosen = names.length > 0 ? names : Object.keys(measures);
  const unknown = chosen.find((name) => !(name in measures));
  if (unknown !== undefined) throw new Error(`no figure ${unknown}; there are: ${Object.keys(measures).join(', ')}`);
  const say = (text: string): void => void process.stderr.write(text);
  await ensureBuilt(undefined, (line) => say(`${line}\n`));
  const servers = await BenchServers.create(options.profile);
  let interrupted = false;
  const interrupt = (): void => {
    interrupted = true;
    // Clients anywhere may lose their database in the middle of a word now; that must not end the process before it has cleaned up.
    process.on('uncaughtException', () => undefined);
    void servers.close().finally(() => process.exit(130));
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    for (const name of chosen) {
      const started = Date.now();
      const measure = await measures[name]?.();
      const figures = (await measure?.(servers, options.rounds)) ?? [];
      for (const figure of figures)
        process.stdout.write(`${options.json ? JSON.stringify(figure) : describe(figure)}\n`);
      say(
        `  (${name} took ${((Date.now() - started) / 1000).toFixed(0)} s, load ${loadavg()
          .map((value) => value.toFixed(1))
          .join(' ')})\n`,
      );
    }
  } catch (error) {
    // What a figure says when its servers are taken away is no news.
    if (!interrupted) throw error;
  } finally {
    await servers.close();
  }
}

function intake(options: IntakeOptions): () => Promise<Measure> {
  return async () => {
    const { measureIntake } = await import('./intake.ts');
    return (servers, rounds) => measureIntake(servers, rounds, options);
  };
}

function describe({ name, value, unit, goal, lowerIsBetter, parts }: Figure): string {
  const details = Object.entries(parts).map(([part, of]) => `${part} ${JSON.stringify(of)}`);
  const reached = goal !== null && (lowerIsBetter ? value <= goal : value >= goal);
  const wanted = goal === null ? '' : `  goal ${goal}${reached ? ' ✓' : ' ✗'}`;
  return `${name.padEnd(18)} ${String(value).padStart(7)} ${unit.padEnd(5)}${wanted}  ${details.join(', ')}`;
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('must be a whole number above 0');
  return value;
}

const program = new Command('bench')
  .argument('[figures...]', `which ones: ${Object.keys(measures).join(', ')}; all when none is named`)
  .option('--rounds <n>', 'alternating rounds of each figure', positive, ROUNDS_DEFAULT)
  .option('--json', 'one line of JSON for each figure')
  .option('--profile <folder>', 'each process under measurement leaves a CPU profile there')
  .action(bench);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
