import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ensureBuilt } from '../../build.ts';
import { migrate } from '../../prisma/migrate.ts';
import { localUrl, type Config } from '../config.ts';
import { LockHeldError, takeLock, type FileLock } from '../embedded/file-lock.ts';
import { findFreePort, whyPortIsUnusable } from '../embedded/free-port.ts';
import { endProcess } from '../embedded/process-identity.ts';
import { hubChild, sandboxChild, startDatabase, startWorkflowServer, type HubEnvironment } from './demo-parts.ts';
import { createProgress, type Progress } from './progress.ts';
import { findRunning, readRunFile, removeRunFile } from './run-file.ts';
import { RunningDemo } from './running-demo.ts';
import { ensureSecretKey } from './secret-key.ts';
import { superviseChild } from './supervised-child.ts';

/** A start that cannot be, said in one line. */
export class StartRefused extends Error {
  override name = 'StartRefused';
}

/**
 * Starts everything that a bare machine needs: database, workflow server, sandboxes, hub and worker; keeps it alive until a signal ends it.
 * Resolves when everything has ended.
 * @throws StartRefused before anything was started; any other error after everything started so far was stopped.
 */
export async function startDemo(config: Config): Promise<void> {
  const started = Date.now();
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const lock = await lockDataFolder(config.dataDir);
  try {
    await endRemnants(config.dataDir);
    const port = await choosePort(config);
    const progress = createProgress();
    const demo = new RunningDemo(config.dataDir, progress);
    demo.stopOnSignals(config.startedByNpm);
    try {
      const login = await startParts(config, port, demo, progress);
      if (!demo.stopping) welcome(config, demo, login, Date.now() - started);
    } catch (error) {
      const asked = demo.stopping;
      await demo.stop();
      if (!asked) throw error;
    }
    await demo.stopped;
    progress.note('已停止 stopped');
  } finally {
    removeRunFile(config.dataDir);
    lock.release();
  }
}

async function startParts(config: Config, port: number, demo: RunningDemo, progress: Progress): Promise<DemoLogin> {
  const publicUrl = config.publicUrl ?? localUrl(config.host, port);
  const secretKey = config.secretKey ?? ensureSecretKey(config.dataDir);
  const environment: HubEnvironment = {
    databaseUrl: '',
    temporalAddress: '',
    publicUrl,
    secretKey,
    port,
    sandboxUrl: '',
  };
  const { step, note } = progress;
  const database = async (): Promise<void> => {
    const { url, part } = await step('数据库 PostgreSQL', () =>
      startDatabase(config, note, (moved) => demo.move(environment, { databaseUrl: moved })),
    );
    environment.databaseUrl = url;
    demo.postgres = part;
    await step('数据表 migrations', () => migrate(url));
  };
  const temporal = async (): Promise<void> => {
    const { address, part } = await step('工作流 Temporal', () =>
      startWorkflowServer(config, note, (moved) => demo.move(environment, { temporalAddress: moved })),
    );
    environment.temporalAddress = address;
    demo.temporal = part;
  };
  const sandbox = async (): Promise<void> => {
    const spec = await sandboxChild(config);
    demo.sandbox = await step('模拟平台 sandbox', () => superviseChild(spec, note, demo.record));
    environment.sandboxUrl = demo.sandboxAddresses().sandboxUrl;
  };
  const build = (): Promise<unknown> => step('页面与代码 build', () => ensureBuilt(undefined, note));
  await demo.allOrNothing([build(), database(), temporal(), sandbox()]);
  const login = await step('演示商家 seed', () => seed(demo, environment));
  const hub = async (role: 'api' | 'worker'): Promise<void> => {
    const spec = hubChild(role, config, environment);
    demo[role] = await step(role === 'api' ? '接口与页面 api' : '执行者 worker', () =>
      superviseChild(spec, note, demo.record),
    );
  };
  await demo.allOrNothing([hub('api'), hub('worker')]);
  demo.record(environment);
  return login;
}

interface DemoLogin {
  email: string;
  password: string;
}

/** Loaded late: it needs the generated database client, which the build has only now made. */
async function seed(demo: RunningDemo, environment: HubEnvironment): Promise<DemoLogin> {
  const { seedDemo } = await import('../../prisma/seed.ts');
  return seedDemo({
    databaseUrl: environment.databaseUrl,
    secretKey: environment.secretKey,
    hubUrl: environment.publicUrl,
    ...demo.sandboxAddresses(),
  });
}

async function lockDataFolder(dataDir: string): Promise<FileLock> {
  try {
    return await takeLock(join(dataDir, 'start.lock'));
  } catch (error) {
    if (!(error instanceof LockHeldError)) throw error;
    const running = findRunning(dataDir);
    const where = running ? ` at ${running.url}` : ' and is still starting or stopping';
    throw new StartRefused(`jiedan is already running${where} (process ${error.pid}, data folder ${dataDir})`);
  }
}

/** After a kill -9 of an earlier start its children may still be on their way out, holding ports that we want. */
async function endRemnants(dataDir: string): Promise<void> {
  const before = readRunFile(dataDir);
  const children = Array.isArray(before?.identities?.children) ? before.identities.children : [];
  await Promise.all(
    children.map((child) =>
      endProcess(child, [
        ['SIGTERM', 3_000],
        ['SIGKILL', 3_000],
      ]),
    ),
  );
  removeRunFile(dataDir);
}

async function choosePort({ port, host }: Config): Promise<number> {
  if (port === 0) return findFreePort(undefined, host);
  const why = await whyPortIsUnusable(port, host);
  if (why === undefined) return port;
  const advice = `choose another one, for example: PORT=${port === 65535 ? 3001 : port + 1} npm start`;
  if (why === 'EADDRINUSE') throw new StartRefused(`port ${port} on ${host} is taken by another program; ${advice}`);
  if (why === 'EACCES') throw new StartRefused(`port ${port} on ${host} is not for ordinary users; ${advice}`);
  throw new StartRefused(`HOST=${host} PORT=${port} cannot be listened on (${why}); check both`);
}

function welcome(config: Config, demo: RunningDemo, login: DemoLogin, tookMs: number): void {
  const logs = relative(process.cwd(), join(config.dataDir, 'logs')) || '.';
  const { url, temporalUiUrl } = demo.addresses();
  const lines = [
    '',
    `接单已就绪 · jiedan is ready (${(tookMs / 1000).toFixed(1)} s)`,
    '',
    `  打开 open     ${url}`,
    `  登录 log in   ${login.email}   ${login.password}`,
    '',
    '  试一试：开着订单页，在另一个终端来一单，再按「接单」。',
    '  Try: keep the order list open, place an order from another terminal, then press Accept.',
    '',
    '    npx jiedan sandbox place --platform meituan',
    '',
    `  日志 logs ${logs}${temporalUiUrl ? `   ·   工作流 workflows ${temporalUiUrl}` : ''}   ·   停止 stop: Ctrl-C`,
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
