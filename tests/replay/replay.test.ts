import { existsSync, writeFileSync } from 'node:fs';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mobileNumbersIn } from '../../connectors/phone-numbers-for-tests.ts';
import { orderWorkflowId } from '../../domain/ids.ts';
import { openTemporal } from '../../workflows/client.ts';
import { createWorld, eventually, type World } from '../harness.ts';
import {
  fromJson,
  HISTORIES_DIR,
  readableText,
  readHistories,
  type StoredHistory,
  toJson,
  WORKFLOW_BUNDLE,
} from './histories.ts';
import { meituanLives, PRIVATE_WORDS } from './lives.ts';
import { otherLives } from './other-lives.ts';

/** `npm run histories` keeps what is lived here for the first time, for the releases to come. What is kept already stays as it is. */
const recording = process.env.RECORD_HISTORIES === '1';

/** Each lives and answers its workflow's id. */
const lives: Record<string, (world: World) => Promise<string>> = {
  ...Object.fromEntries(
    Object.entries(meituanLives).map(([name, live]) => [
      name,
      async (world: World) => orderWorkflowId(world.shop.shopId, await live(world)),
    ]),
  ),
  ...otherLives,
};

/** @throws when the code of today would go another way than the history. */
async function replay(...histories: StoredHistory[]): Promise<number> {
  const given = histories.map((stored) => ({ workflowId: stored.workflowId, history: fromJson(stored) }));
  let replayed = 0;
  for await (const { error } of Worker.runReplayHistories({ workflowBundle: { codePath: WORKFLOW_BUNDLE } }, given)) {
    if (error) throw error;
    replayed += 1;
  }
  return replayed;
}

function expectNobodyIn({ history }: StoredHistory): void {
  const text = readableText(history);
  expect(text).toMatch(/\w+Workflow\b/);
  for (const word of PRIVATE_WORDS) expect(text).not.toContain(word);
  expect(mobileNumbersIn(text)).toEqual([]);
  expect(text).not.toMatch(/secret|password|Bearer|jd_/i);
}

describe('what the hub lives through shows nobody and can be carried on by another worker', () => {
  let world: World;
  let temporal: ReturnType<typeof openTemporal>;
  beforeAll(async () => {
    world = await createWorld();
    temporal = openTemporal(world.config.temporalAddress, world.config.temporalNamespace);
  });
  afterAll(async () => {
    await temporal.close();
    await world.close();
  });

  test.each(Object.entries(lives))('%s', { timeout: 90_000 }, async (name, live) => {
    const workflowId = await live(world);
    const handle = temporal.client.workflow.getHandle(workflowId);
    await eventually(async () => (await handle.describe()).status.name === 'COMPLETED');
    const lived: StoredHistory = { name, workflowId, history: toJson(await handle.fetchHistory()) };
    expectNobodyIn(lived);
    expect(await replay(lived)).toBe(1);
    const file = `${HISTORIES_DIR}${name.replaceAll(/[ ,]+/g, '-')}.json`;
    if (recording && !existsSync(file)) writeFileSync(file, `${JSON.stringify(lived, null, 1)}\n`);
  });
});

/**
 * Orders that are on their way when a new release starts are carried on by its code. A change that would lose them shows here: mend
 * it with a patch (`patched` of the Temporal SDK), not by recording the histories anew.
 */
if (!recording)
  describe('what was begun by an earlier release', () => {
    const histories = readHistories();

    test('is of every kind of life', () => {
      expect(histories.map(({ name }) => name).sort()).toEqual(Object.keys(lives).sort());
    });

    test.each(histories)('is carried on by the code of today: $name', async (stored) => {
      expectNobodyIn(stored);
      expect(await replay(stored)).toBe(1);
    });

    test('would be missed: a history that went another way is noticed', async () => {
      const first = histories.find(({ name }) => name === 'accepted with a lost answer');
      if (!first) throw new Error('that history is not stored');
      const other = {
        ...first,
        history: JSON.parse(
          JSON.stringify(first.history)
            .replaceAll('fetchOrder', 'fetchNothing')
            .replaceAll('sendCommand', 'sendNothing'),
        ) as StoredHistory['history'],
      };
      await expect(replay(other)).rejects.toThrow(/[Nn]ondeterminism/);
    });
  });
