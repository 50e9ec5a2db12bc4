import { Command, InvalidArgumentError } from 'commander';
import { faultNames, heal, playRound } from './chaos.ts';
import { startDemo, type Demo } from './demo.ts';
import { brokenInvariants } from './invariants.ts';
import { Random } from './random.ts';

const SETTLE_MS = 180_000;
const FAULTS_A_ROUND = 3;

/** `npm run faults -- --seed N --rounds R`: random mixes of faults on the whole product, then every invariant. */
const program = new Command('faults')
  .option('--seed <n>', 'the same seed plays the same rounds', whole, Math.floor(Math.random() * 1e9))
  .option('--rounds <r>', 'how many', whole, 3)
  .option('--steps <s>', 'things that people do in a round', whole, 80)
  .action(async ({ seed, rounds, steps }: { seed: number; rounds: number; steps: number }) => {
    say(`seed ${seed}`);
    const demo = await startDemo();
    try {
      for (let round = 1; round <= rounds; round += 1) {
        const random = new Random(seed + round);
        const chosen = Array.from({ length: FAULTS_A_ROUND }, () => random.pick(faultNames));
        say(`round ${round} of ${rounds}: ${chosen.join(', ')}`);
        const done = await playRound(demo, random, chosen, steps);
        await heal(demo);
        const broken = await settled(demo);
        say(`  ${done}`);
        if (broken.length === 0) continue;
        for (const line of broken) say(`  BROKEN ${line}`);
        process.exitCode = 1;
        break;
      }
    } finally {
      await demo.stop();
    }
    say(process.exitCode ? `broken; play it again with: npm run faults -- --seed ${seed}` : 'every invariant held');
  });
await program.parseAsync();

/** Compares with the platform as a merchant would, then waits until nothing is broken or nothing changes any more. */
async function settled(demo: Demo): Promise<string[]> {
  const deadline = Date.now() + SETTLE_MS;
  let broken = ['never looked'];
  let compared = false;
  while (broken.length > 0 && Date.now() < deadline) {
    try {
      compared ||= await compareToday(demo);
      broken = await brokenInvariants(demo);
    } catch (error) {
      // Parts are still coming back.
      broken = [String(error)];
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  return broken;
}

async function compareToday(demo: Demo): Promise<boolean> {
  const today = new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10);
  const began = await Promise.all(
    demo.shopIds.map((shopId) =>
      demo.api.POST('/sync-runs', { body: { shopId, fromDay: today, toDay: today } }).then(({ response }) => response),
    ),
  );
  // One that runs already compares as well.
  return began.every(({ status }) => status === 202 || status === 409);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('must be a whole number');
  return value;
}
