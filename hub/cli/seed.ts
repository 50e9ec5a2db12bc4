import type { Command } from 'commander';
import { ConfigError, readConfig } from '../config.ts';

interface Options {
  sandbox: string;
  sandboxControl: string;
  hub: string;
}

/**
 * Adds `seed`: the demo merchant for parts that run as processes of their own; `start` does it by itself. Its password is public, so
 * it has no place in a hub that takes real orders.
 */
export function registerSeedCommand(program: Command): void {
  program
    .command('seed')
    .description('make the demo merchant in the database that DATABASE_URL names, and connect it to a sandbox')
    .requiredOption('--sandbox <url>', 'where the hub reaches the sandbox')
    .requiredOption('--sandbox-control <url>', "the sandbox's control port")
    .requiredOption('--hub <url>', 'where the sandbox reaches the hub; pushes are signed for this address')
    .action(async (options: Options) => {
      const { databaseUrl, secretKey } = readConfig();
      if (!databaseUrl || !secretKey) {
        throw new ConfigError('DATABASE_URL and JIEDAN_SECRET_KEY are needed; npm start makes its own demo merchant');
      }
      const { seedDemo } = await import('../../prisma/seed.ts');
      const { email, password } = await seedDemo({
        databaseUrl,
        secretKey,
        hubUrl: options.hub.replace(/\/+$/, ''),
        sandboxUrl: options.sandbox.replace(/\/+$/, ''),
        sandboxControlUrl: options.sandboxControl.replace(/\/+$/, ''),
        registered: true,
      });
      process.stdout.write(`the demo merchant is there: log in as ${email} with ${password}\n`);
    });
}
