import { createRequire } from 'node:module';
import { Command } from 'commander';
import { registerSandboxCommands } from '../../sandbox/cli.ts';
import { readConfig } from '../config.ts';
import { registerBackupCommands } from './backup.ts';
import { registerAuditCommands } from './audit.ts';
import { registerDoctorCommand } from './doctor.ts';
import { registerKeysCommands } from './keys.ts';
import { registerMigrateCommand } from './migrate.ts';
import { findRunning } from './run-file.ts';
import { registerSeedCommand } from './seed.ts';
import { registerShopsCommand } from './shops.ts';
import { registerSignCommands } from './sign.ts';
import { registerStormCommand } from './storm.ts';
import { registerUserCommands } from './user.ts';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

/** Heavy modules are loaded by the command that needs them, so that `--help` and small commands answer at once. */
export function createProgram(): Command {
  const program = new Command('jiedan');
  program
    .description('接单 jiedan: one order hub for merchants who sell on many platforms at once')
    .version(version)
    .configureOutput({ outputError: (text, write) => write(describeError(text)) });
  program
    .command('start')
    .description('start everything here: database, workflows, sandboxes, hub and pages (PORT, HOST, JIEDAN_DATA)')
    .action(start);
  registerDoctorCommand(program);
  registerMigrateCommand(program);
  registerSeedCommand(program);
  registerBackupCommands(program);
  registerKeysCommands(program);
  registerSandboxCommands(program, findSandboxControl);
  registerShopsCommand(program);
  registerSignCommands(program);
  registerStormCommand(program);
  registerUserCommands(program);
  registerAuditCommands(program);
  return program;
}

/** One line; a misspelt command or option is told where to look. */
function describeError(text: string): string {
  const hint = text.startsWith('error: unknown') ? ' (see: jiedan --help)' : '';
  return `jiedan: ${text
    .replace(/^error: /, '')
    .trim()
    .replaceAll('\n', ' ')}${hint}\n`;
}

/** With a role other than `all`, this process becomes that part; the others run elsewhere. */
async function start(): Promise<void> {
  const config = readConfig();
  if (config.role === 'sandbox') return void (await import('../../sandbox/main.ts'));
  if (config.role !== 'all') return void (await import('../server.ts'));
  const { startDemo } = await import('./start.ts');
  await startDemo(config);
}

async function findSandboxControl(): Promise<string> {
  const { dataDir } = readConfig();
  const running = findRunning(dataDir);
  if (!running) throw new Error(`no demo is running with data folder ${dataDir}; start one with: npm start`);
  return running.sandboxControlUrl;
}

/** Runs one command; whatever goes wrong is one clear line on standard error and exit status 1. */
export async function runCommandLine(argv: string[]): Promise<void> {
  try {
    await createProgram().parseAsync(argv);
  } catch (error) {
    process.stderr.write(`jiedan: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
