import type { Command } from 'commander';
import type { Database } from '../../prisma/store/database.ts';
import type { Role } from '../../prisma/store/identities.ts';
import { openOwnDatabase } from './own-database.ts';

/** Adds `user`: what an operator does for people when nobody of the merchant can. Each act is in the merchant's record. */
export function registerUserCommands(program: Command): void {
  const user = program.command('user').description('people who log in: create an owner, reset a password, disable');
  user
    .command('create')
    .description('an owner, for a merchant that is made or already there; prints the link by which the password is set')
    .requiredOption('--email <address>')
    .requiredOption('--name <name>', 'of the person')
    .option('--merchant <name>', 'makes a merchant of this name')
    .option('--merchant-id <id>', 'of a merchant that is there')
    .action(async (options: { email: string; name: string; merchant?: string; merchantId?: string }) =>
      withDatabase(async (database, hubUrl) => {
        const { addOwner } = await import('../../prisma/store/operator-acts.ts');
        const made = await addOwner(database, options);
        process.stdout.write(`${options.email} is an owner of merchant ${made.merchantId}\n`);
        printLink(hubUrl, made.link);
      }),
    );
  user
    .command('reset')
    .description('print a link by which somebody sets a new password')
    .requiredOption('--email <address>')
    .option('--remove-second-factor', 'the authenticator app and the recovery codes are lost, too')
    .action(async ({ email, removeSecondFactor }: { email: string; removeSecondFactor?: boolean }) =>
      withDatabase(async (database, hubUrl) => {
        const { resetPerson } = await import('../../prisma/store/operator-acts.ts');
        printLink(hubUrl, await resetPerson(database, email, { removeSecondFactor: removeSecondFactor ?? false }));
      }),
    );
  for (const [name, disabled] of [
    ['disable', true],
    ['enable', false],
  ] as const) {
    user
      .command(name)
      .description(disabled ? 'let somebody in no more, at once' : 'let somebody in again')
      .requiredOption('--email <address>')
      .action(async ({ email }: { email: string }) =>
        withDatabase(async (database) => {
          const { setPersonDisabled } = await import('../../prisma/store/operator-acts.ts');
          await setPersonDisabled(database, email, disabled);
          process.stdout.write(`${email} is ${disabled ? 'disabled' : 'enabled'}\n`);
        }),
      );
  }
  user
    .command('list')
    .description('everybody who may log in, with their merchant')
    .action(async () =>
      withDatabase(async (database) => {
        const { rows } = await database.system.query<{
          email: string;
          role: Role;
          merchant: string;
          disabled: boolean;
        }>(
          `SELECT u.email, u.role, m.name AS merchant, u.disabled_at IS NOT NULL AS disabled
           FROM users u JOIN merchants m ON m.id = u.merchant_id ORDER BY m.name, u.email`,
        );
        for (const { email, role, merchant, disabled } of rows)
          process.stdout.write(`${merchant}\t${email}\t${role}${disabled ? '\tdisabled' : ''}\n`);
      }),
    );
}

async function withDatabase(run: (database: Database, hubUrl: string) => Promise<void>): Promise<void> {
  const { database, hubUrl } = await openOwnDatabase();
  try {
    await run(database, hubUrl);
  } finally {
    await database.close();
  }
}

function printLink(hubUrl: string, { token, expiresAt }: { token: string; expiresAt: Date }): void {
  process.stdout.write(`${hubUrl}/password#${token}\nworks once, until ${expiresAt.toISOString()}\n`);
}
