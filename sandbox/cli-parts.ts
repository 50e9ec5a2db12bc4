import { type Command, InvalidArgumentError } from 'commander';

/** Asks the control port. */
export type Ask = (method: string, path: string, body?: unknown) => Promise<unknown>;

export interface CommonOptions {
  platform: string;
  json?: boolean;
}

export function common(command: Command): Command {
  return command.option('--platform <name>', 'which platform', 'meituan').option('--json', 'answer as JSON');
}

/** Turns a failure into one line and exit status 1. */
export function reported<T>(run: (options: T) => Promise<void>): (options: T, command: Command) => Promise<void> {
  return async (options, command) => {
    try {
      await run(options);
    } catch (error) {
      command.error(`error: ${error instanceof Error ? error.message : String(error)}`, { exitCode: 1 });
    }
  };
}

export function print(json: boolean | undefined, answer: unknown, text: () => string): void {
  process.stdout.write(`${json ? JSON.stringify(answer) : text()}\n`);
}

export function integer(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new InvalidArgumentError('not a whole number');
  return Number(text);
}
