import type { Logger } from 'pino';
import { type Config, ConfigError, readConfig } from './config.ts';
import { createLog } from './log.ts';
import type { ConnectedConfig } from './start-api.ts';
import { startTracing } from './tracing.ts';

const WORKER_RETRY_MS = 2_000;

/** A process of role `api`, `worker`, or both in one for `all`. Tells its parent when it is ready; ends on SIGTERM, SIGINT or a lost parent. */
async function main(): Promise<void> {
  const config = connected(readConfig());
  const log = createLog(config, config.role);
  const closing: (() => Promise<void>)[] = [];
  let ending = false;
  const end = async (why: string): Promise<void> => {
    if (ending) return;
    ending = true;
    log.info({ why }, 'ending');
    await Promise.allSettled(closing.map((close) => close()));
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void end(signal));
  if (process.send) process.on('disconnect', () => void end('parent gone'));

  closing.push(startTracing(config));
  let port: number | undefined;
  if (config.role === 'api' || config.role === 'all') {
    const { startApi } = await import('./start-api.ts');
    const api = await startApi(config, log);
    closing.push(api.close);
    port = api.port;
  }
  if (config.role === 'worker' || config.role === 'all') {
    const { startWorkerRole } = await import('./start-worker.ts');
    const worker = await patiently(
      log,
      () => startWorkerRole(config, log),
      () => ending,
    );
    if (!worker) return;
    closing.push(worker.close);
    worker.finished.catch((error: unknown) => {
      log.fatal({ err: error }, 'worker failed');
      process.exit(1);
    });
  }
  process.send?.({ type: 'ready', port });
}

/** Temporal or PostgreSQL may start after us. */
async function patiently<T>(log: Logger, start: () => Promise<T>, ending: () => boolean): Promise<T | undefined> {
  while (!ending()) {
    try {
      return await start();
    } catch (error) {
      log.warn({ err: error }, 'worker cannot start yet, trying again');
      await new Promise((resolve) => setTimeout(resolve, WORKER_RETRY_MS));
    }
  }
  return undefined;
}

/** @throws ConfigError: a process of one role has no embedded parts to fall back to. */
function connected(config: Config): ConnectedConfig {
  const { databaseUrl, temporalAddress, secretKey } = config;
  if (!databaseUrl)
    throw new ConfigError(`DATABASE_URL is needed for role ${config.role}; \`npm start\` brings its own database`);
  if (!temporalAddress) throw new ConfigError(`TEMPORAL_ADDRESS is needed for role ${config.role}`);
  if (!secretKey) throw new ConfigError(`JIEDAN_SECRET_KEY is needed for role ${config.role}`);
  return { ...config, databaseUrl, temporalAddress, secretKey };
}

try {
  await main();
} catch (error) {
  process.stderr.write(
    `jiedan: ${error instanceof ConfigError ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exit(1);
}
