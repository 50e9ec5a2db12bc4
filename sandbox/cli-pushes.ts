import { type Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { type Ask, common, type CommonOptions, integer, print, reported } from './cli-parts.ts';

const pushesSchema = z.object({
  pushes: z.array(
    z.looseObject({ kind: z.string(), orderId: z.string().optional(), state: z.string(), tries: z.number() }),
  ),
});

const replaySchema = z.looseObject({
  attempt: z.looseObject({ acknowledged: z.boolean(), status: z.number().optional() }),
});

const settingsSchema = z.looseObject({
  delayMs: z.number(),
  duplicate: z.number(),
  drop: z.number(),
  reorder: z.number(),
  seed: z.number(),
});

/** What became of pushes, one of them again, and how rough their way is. */
export function pushCommands(sandbox: Command, ask: Ask): void {
  common(sandbox.command('pushes'))
    .description('what became of the pushes, oldest first')
    .option('--order <id>', 'only about this order')
    .option('--kind <kind>', 'only of this kind')
    .option('--state <state>', 'only waiting, held, delivered, given-up, unsent or dropped ones')
    .action(
      reported(async (options: CommonOptions & { order?: string; kind?: string; state?: string }) => {
        const { platform, json, order, kind, state } = options;
        const query = new URLSearchParams({
          platform,
          ...(order ? { orderId: order } : {}),
          ...(kind ? { kind } : {}),
          ...(state ? { state } : {}),
        });
        const pushes = await ask('GET', `/pushes?${query.toString()}`);
        print(json, pushes, () => describePushes(pushes));
      }),
    );
  common(sandbox.command('replay'))
    .description('sends a push of an order again, byte for byte')
    .requiredOption('--order <id>', "the platform's order id")
    .option('--kind <kind>', 'only of this kind')
    .option('--index <n>', 'which of them, from 0; negative from the end (default: the newest)', integer)
    .action(
      reported(async (options: CommonOptions & { order: string; kind?: string; index?: number }) => {
        const { platform, json, order, ...which } = options;
        const attempt = await ask('POST', '/pushes/replay', { platform, orderId: order, ...which });
        print(json, attempt, () => describeAttempt(attempt));
      }),
    );
  common(sandbox.command('roughness'))
    .description('how pushes travel from now on; what is not named goes smoothly')
    .option('--delay-ms <n>', 'waited before every first attempt', integer)
    .option('--duplicate <share>', 'of 0 to 1, sent twice', share)
    .option('--drop <share>', 'of 0 to 1, never sent', share)
    .option('--reorder <share>', 'of 0 to 1, held until the next of the same order has been tried', share)
    .option('--seed <n>', 'the same seed, the same luck', integer)
    .option('--every-platform', 'not only the named one')
    .action(
      reported(async (options: CommonOptions & { everyPlatform?: boolean }) => {
        const { platform, json, everyPlatform, ...wish } = options;
        const settings = await ask('POST', '/pushes/settings', { ...wish, ...(everyPlatform ? {} : { platform }) });
        print(json, settings, () => describeRoughness(settings));
      }),
    );
}

function describePushes(answer: unknown): string {
  const { pushes } = pushesSchema.parse(answer);
  if (pushes.length === 0) return 'no pushes';
  return pushes
    .map(({ kind, orderId = '', state, tries }) => `${kind}  ${orderId}  ${state}, tried ${String(tries)} times`)
    .join('\n');
}

function describeAttempt(answer: unknown): string {
  const { acknowledged, status } = replaySchema.parse(answer).attempt;
  return acknowledged ? 'acknowledged' : `not acknowledged${status === undefined ? '' : ` (HTTP ${String(status)})`}`;
}

function describeRoughness(answer: unknown): string {
  const { delayMs, duplicate, drop, reorder, seed } = settingsSchema.parse(answer);
  const shares = Object.entries({ duplicate, drop, reorder }).map(([name, part]) => `${name} ${String(part)}`);
  return `pushes: delay ${String(delayMs)} ms, ${shares.join(', ')} (seed ${String(seed)})`;
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1)) throw new InvalidArgumentError('not a share from 0 to 1');
  return value;
}
