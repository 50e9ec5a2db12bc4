import { readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { ChainReport } from '../../prisma/store/audit-chain.ts';
import { openOwnDatabase } from './own-database.ts';

/** Adds `audit`: whether the record of acts is as it was written, and anchors by which a cut tail is noticed. */
export function registerAuditCommands(program: Command): void {
  const audit = program.command('audit').description('check the record of what people and keys did');
  audit
    .command('anchor')
    .description('where the record of each merchant stands now, signed; keep it outside of this machine')
    .option('--out <file>', 'write it there instead of printing it')
    .action(async ({ out }: { out?: string }) => {
      const { makeAnchor } = await import('../../prisma/store/audit-chain.ts');
      const { database } = await openOwnDatabase();
      try {
        const text = `${JSON.stringify(await makeAnchor(database.system, database.cipher, new Date()), null, 2)}\n`;
        if (out) writeFileSync(out, text, { flag: 'wx' });
        else process.stdout.write(text);
      } finally {
        await database.close();
      }
    });
  audit
    .command('verify')
    .description(
      'walk every record and name the first entry that is not as it was written; exit status 1 when there is one',
    )
    .option('--anchor <file>', 'what `audit anchor` made earlier: a tail that was cut since is noticed, too')
    .action(async ({ anchor: path }: { anchor?: string }) => {
      const { readAnchor, verifyChains } = await import('../../prisma/store/audit-chain.ts');
      const { database } = await openOwnDatabase();
      try {
        const anchor = path === undefined ? null : readAnchor(database.cipher, readFileSync(path, 'utf8'));
        const reports = await verifyChains(database.system, anchor);
        for (const report of reports) process.stdout.write(`${describeReport(report)}\n`);
        if (reports.some(({ broken }) => broken)) process.exitCode = 1;
      } finally {
        await database.close();
      }
    });
}

function describeReport({ merchantId, entries, broken }: ChainReport): string {
  if (!broken) return `merchant ${merchantId}: ${entries} entries, whole`;
  switch (broken.why) {
    case 'changed':
      return `merchant ${merchantId}: entry ${broken.sequence} was changed`;
    case 'missing':
      return `merchant ${merchantId}: entry ${broken.sequence} is missing`;
    case 'cut':
      return `merchant ${merchantId}: everything from entry ${broken.sequence} on was cut off`;
    case 'not-as-anchored':
      return `merchant ${merchantId}: entry ${broken.sequence} is not the one that the anchor has seen`;
  }
}
