import type { Command } from 'commander';
import { readConfig } from '../config.ts';

/** One thing that a machine needs, and what was found of it. */
export interface Finding {
  name: string;
  state: 'ok' | 'note' | 'missing';
  /** What was found, or what is wrong. */
  found: string;
  /** What to do about it; absent when nothing is to be done. */
  advice?: string;
}

const MARKS = { ok: '✓', note: '·', missing: '✗' } as const;

/** Adds `doctor`: every dependency, whether it is here, and what to do when it is not. Exit status 1 when one is missing. */
export function registerDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('look at what this machine has and what it lacks')
    .option('--json', 'for programs')
    .action(async (options: { json?: boolean }) => {
      const { examine } = await import('./examine.ts');
      const findings = await examine(readConfig());
      process.stdout.write(options.json ? `${JSON.stringify(findings, null, 2)}\n` : describe(findings));
      if (findings.some((finding) => finding.state === 'missing')) process.exitCode = 1;
    });
}

function describe(findings: Finding[]): string {
  const width = Math.max(...findings.map((finding) => finding.name.length)) + 2;
  const lines = findings.flatMap(({ name, state, found, advice }) => [
    `${MARKS[state]} ${name.padEnd(width)}${found}`,
    ...(advice ? [`  ${''.padEnd(width)}→ ${advice}`] : []),
  ]);
  const missing = findings.filter((finding) => finding.state === 'missing').length;
  const verdict = missing === 0 ? 'npm start has what it needs' : `${missing} thing(s) missing`;
  return `${lines.join('\n')}\n\n${verdict}\n`;
}
