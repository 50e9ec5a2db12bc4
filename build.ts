import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { waitForLock } from './hub/embedded/file-lock.ts';

export type BuildTarget = 'prisma' | 'openapi' | 'workflows' | 'ui' | 'postman';

interface Recipe {
  /** Files and folders, relative to the root, that decide the output. */
  inputs: string[];
  /** npm packages whose version decides the output. */
  tools: string[];
  output: string;
  /** Makes the output inside an empty folder. @returns where it is. */
  make(folder: string): Promise<string>;
}

const ROOT = dirname(fileURLToPath(import.meta.url));
const DIST = join(ROOT, 'dist');
/** Longer than any build; another process that builds is worth waiting for. */
const BUILD_MAX_MS = 300_000;
const OUTPUT_KEPT_CHARS = 4_000;
/** Below this a header costs what compressing would save. */
const COMPRESSED_FROM_BYTES = 512;
/** The best takes ten times as long for two percent less. */
const BROTLI_QUALITY = 9;

const RECIPES: Record<BuildTarget, Recipe> = {
  prisma: { inputs: ['prisma/schema.prisma'], tools: ['prisma'], output: 'prisma/generated', make: makePrismaClient },
  openapi: {
    inputs: ['openapi/openapi.yaml'],
    tools: ['openapi-typescript'],
    output: 'openapi/generated/schema.ts',
    make: makeOpenApiTypes,
  },
  workflows: {
    inputs: ['workflows', 'domain'],
    tools: ['@temporalio/worker', '@temporalio/workflow'],
    output: 'dist/workflow-bundle.js',
    make: makeWorkflowBundle,
  },
  ui: {
    inputs: ['admin-ui', 'openapi/openapi.yaml'],
    tools: ['vite', 'react', 'antd'],
    output: 'dist/admin-ui',
    make: makePages,
  },
  postman: {
    inputs: ['openapi/openapi.yaml', 'openapi/make-postman.ts'],
    tools: ['openapi-to-postmanv2'],
    output: 'openapi/generated/postman-collection.json',
    make: makePostmanCollection,
  },
};

export const ALL_TARGETS = Object.keys(RECIPES) as BuildTarget[];
/** What the hub cannot run without. */
const NEEDED: readonly BuildTarget[] = ['prisma', 'openapi', 'workflows', 'ui'];

/**
 * Builds what is missing or older than its inputs; safe when several processes do it at once.
 * @returns the targets that were built now.
 * @throws with the last words of the tool that failed.
 */
export async function ensureBuilt(
  targets: readonly BuildTarget[] = NEEDED,
  log: (line: string) => void = () => undefined,
): Promise<BuildTarget[]> {
  const built = await Promise.all(targets.map((target) => ensureTarget(target, log)));
  return targets.filter((_, index) => built[index]);
}

async function ensureTarget(target: BuildTarget, log: (line: string) => void): Promise<boolean> {
  const recipe = RECIPES[target];
  if (isCurrent(target, recipe)) return false;
  mkdirSync(DIST, { recursive: true });
  const lock = await waitForLock(join(DIST, `.${target}.lock`), BUILD_MAX_MS);
  const folder = mkdtempSync(join(DIST, `.${target}-`));
  try {
    if (isCurrent(target, recipe)) return false;
    const started = Date.now();
    // Taken before the work, so that an input edited meanwhile leads to another build and not to a stale output.
    const digest = digestInputs(recipe);
    replace(await recipe.make(folder), join(ROOT, recipe.output), join(folder, 'previous'));
    writeFileSync(stampPath(target), digest);
    log(`built ${recipe.output} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
    return true;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    lock.release();
  }
}

function isCurrent(target: BuildTarget, recipe: Recipe): boolean {
  if (!existsSync(join(ROOT, recipe.output)) || !existsSync(stampPath(target))) return false;
  return readFileSync(stampPath(target), 'utf8') === digestInputs(recipe);
}

function stampPath(target: BuildTarget): string {
  return join(DIST, `.${target}.stamp`);
}

function digestInputs(recipe: Recipe): string {
  const hash = createHash('sha256');
  for (const tool of recipe.tools) hash.update(`${tool}@${versionOf(tool)}\n`);
  for (const input of recipe.inputs) {
    for (const file of filesUnder(input)) hash.update(`${file}\n`).update(readFileSync(join(ROOT, file)));
  }
  return hash.digest('hex');
}

function filesUnder(path: string): string[] {
  const stat = statSync(join(ROOT, path), { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return stat ? [path] : [];
  const names = readdirSync(join(ROOT, path)).filter((name) => !/\.test\.tsx?$/.test(name));
  return names.sort().flatMap((name) => filesUnder(`${path}/${name}`));
}

function versionOf(tool: string): string {
  const file = join(ROOT, 'node_modules', tool, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/** A folder cannot be replaced in one step, so the old one steps aside first; a file is replaced at once. */
function replace(fresh: string, output: string, aside: string): void {
  mkdirSync(dirname(output), { recursive: true });
  if (statSync(output, { throwIfNoEntry: false })?.isDirectory()) renameSync(output, aside);
  renameSync(fresh, output);
}

async function makePrismaClient(folder: string): Promise<string> {
  cpSync(join(ROOT, 'prisma/schema.prisma'), join(folder, 'schema.prisma'));
  // `generate` wants to download a migration engine that it never runs; any existing program satisfies it.
  const environment = { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' };
  const schema = ['--schema', join(folder, 'schema.prisma'), '--no-hints'];
  await runTool([program('prisma', 'build/index.js'), 'generate', ...schema], environment);
  return join(folder, 'generated');
}

async function makeOpenApiTypes(folder: string): Promise<string> {
  const output = join(folder, 'schema.ts');
  await runTool([program('openapi-typescript', 'bin/cli.js'), join(ROOT, 'openapi/openapi.yaml'), '--output', output]);
  return output;
}

async function makePostmanCollection(folder: string): Promise<string> {
  const output = join(folder, 'collection.json');
  const { makePostman } = await import('./openapi/make-postman.ts');
  await makePostman(join(ROOT, 'openapi/openapi.yaml'), output);
  return output;
}

async function makePages(folder: string): Promise<string> {
  const output = join(folder, 'pages');
  const config = ['--config', join(ROOT, 'admin-ui/vite.config.ts'), '--outDir', output, '--emptyOutDir'];
  await runTool([program('vite', 'bin/vite.js'), 'build', '--logLevel', 'warn', ...config], { NODE_ENV: 'production' });
  await compressFiles(join(output, 'assets'));
  return output;
}

/** Beside each file its compressed forms, made once: the hub sends them and spends nothing on it. Browsers take `br` over HTTPS only. */
async function compressFiles(folder: string): Promise<void> {
  const [asGzip, asBrotli] = [promisify(gzip), promisify(brotliCompress)];
  const compress = async (name: string): Promise<void> => {
    const bytes = readFileSync(join(folder, name));
    if (bytes.length < COMPRESSED_FROM_BYTES) return;
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } };
    const [gz, br] = await Promise.all([
      asGzip(bytes, { level: constants.Z_BEST_COMPRESSION }),
      asBrotli(bytes, quality),
    ]);
    writeFileSync(join(folder, `${name}.gz`), gz);
    writeFileSync(join(folder, `${name}.br`), br);
  };
  await Promise.all(
    readdirSync(folder)
      .filter((name) => /\.(?:js|css|svg)$/.test(name))
      .map(compress),
  );
}

/** In a process of its own: webpack would keep hundreds of megabytes in a supervisor that runs for days. */
async function makeWorkflowBundle(folder: string): Promise<string> {
  const output = join(folder, 'workflow-bundle.js');
  await runTool(['--import', 'tsx', fileURLToPath(import.meta.url), '--bundle-workflows', output]);
  return output;
}

async function bundleWorkflows(output: string): Promise<void> {
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const workflowsPath = join(ROOT, 'workflows/workflows.ts');
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
  writeFileSync(output, code);
}

function program(name: string, path: string): string {
  return join(ROOT, 'node_modules', name, path);
}

function runTool(args: string[], environment: NodeJS.ProcessEnv = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    const keep = (chunk: Buffer): void => void (said = (said + chunk.toString()).slice(-OUTPUT_KEPT_CHARS));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`node ${args.join(' ')} failed (${code ?? signal}):\n${said.trim()}`));
    });
  });
}

async function main(args: string[]): Promise<void> {
  if (args[0] === '--bundle-workflows' && args[1]) return bundleWorkflows(args[1]);
  const unknown = args.find((name) => !ALL_TARGETS.includes(name as BuildTarget));
  if (unknown) throw new Error(`unknown target ${unknown}; there are: ${ALL_TARGETS.join(', ')}`);
  const built = await ensureBuilt(args.length > 0 ? (args as BuildTarget[]) : ALL_TARGETS, console.log);
  if (built.length === 0) console.log('everything is up to date');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  });
}
