import type { SeededShop } from '../prisma/seed.ts';
import { alternate, type Figure, median, ratioFigure, rounded } from './figure.ts';
import { startHub } from './hub.ts';
import type { LoadOrder, LoadResult } from './load.ts';
import { CpuMeter } from './process-cost.ts';
import type { BenchServers } from './servers.ts';

const PUSHES = 4_000;

export interface IntakeOptions {
  name: string;
  connections: number;
  goal: number;
  /** Pushes of this platform's sandbox instead of the first platform's, which are made more quickly. */
  platform?: SeededShop['platform'];
}

/**
 * Signed pushes that are checked, stored durably and acked, per second, ÷ the bare server with the same bodies. The load comes from a
 * process of its own and costs both sides the same.
 */
export async function measureIntake(
  servers: BenchServers,
  rounds: number,
  { name, connections, goal, platform }: IntakeOptions,
): Promise<Figure[]> {
  const postgres = await servers.postgres();
  const hub = await startHub(servers, { worker: false, ...(platform === undefined ? {} : { platform }) });
  const bare = await servers.start('bench/bare.ts', { DATABASE_URL: await servers.createDatabase() });
  const load = await servers.start('bench/load.ts', {});
  // The sandbox signs for the address at which its pushes are caught.
  if (platform !== undefined)
    await hub.sql('UPDATE connections SET registered_base_url = $1', [`http://127.0.0.1:${load.port}`]);
  const results: LoadResult[] = [];
  const fire = async (port: number, keep?: LoadResult[]): Promise<number> => {
    const order: LoadOrder = {
      target: platform === undefined ? hub.target : hub.shop,
      port,
      connections,
      pushes: PUSHES,
    };
    const result = await load.ask<LoadResult>(order);
    if (result.acked !== PUSHES) throw new Error(`${result.acked} of ${PUSHES} pushes were acked`);
    keep?.push(result);
    return result.perSecond;
  };
  const productCost = new CpuMeter({ api: hub.api.pid, postgres: postgres.pid });
  const bareCost = new CpuMeter({ bare: bare.pid, postgres: postgres.pid });
  const measured = await alternate(
    rounds,
    () => productCost.during(PUSHES, () => fire(hub.api.port, results)),
    () => bareCost.during(PUSHES, () => fire(bare.port)),
  );
  const { stored } = await hub.countMessages();
  const acked = results.reduce((sum, result) => sum + result.acked, 0);
  if (stored !== acked) throw new Error(`${acked} pushes were acked, ${stored} are stored`);
  await Promise.all([hub.end(), bare.end(), load.end()]);
  return [
    ratioFigure(name, goal, measured, {
      connections,
      pushesPerRound: PUSHES,
      p50Ms: rounded(median(results.map(({ p50Ms }) => p50Ms)), 1),
      p99Ms: rounded(median(results.map(({ p99Ms }) => p99Ms)), 1),
      ackedAndStored: stored,
      productCpuMs: productCost.perThing(),
      bareCpuMs: bareCost.perThing(),
    }),
  ];
}
