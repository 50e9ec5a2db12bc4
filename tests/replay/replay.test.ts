import { writeFileSync } from 'node:fs';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
import { lives, PRIVATE_WORDS } from './lives.ts';

/** `npm run histories` keeps what is lived here, for the releases to come. */
const recording = process.env.RECORD_HISTORIES === '1';

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
  expect(text).toContain('orderWorkflow');
  for (const word of PRIVATE_WORDS) expect(text).not.toContain(word);
  expect(text).not.toMatch(/(?<!\d)1[3-9]\d{9}(?!\d)/);
  expect(text).not.toMatch(/secret|password|Bearer|jd_/i);
}

describe('the life of an order shows nobody and can be carried on by another worker', () => {
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
    const workflowId = `order:${world.shop.shopId}:${await live(world)}`;
    const handle = temporal.client.workflow.getHandle(workflowId);
    await eventually(async () => (await handle.describe()).status.name === 'COMPLETED');
    const lived: StoredHistory = { name, workflowId, history: toJson(await handle.fetchHistory()) };
    expectNobodyIn(lived);
    expect(await replay(lived)).toBe(1);
    if (recording)
      writeFileSync(`${HISTORIES_DIR}${name.replaceAll(' ', '-')}.json`, `${JSON.stringify(lived, null, 1)}\n`);
  });
});

/**
 * Orders that are on their way when a new release starts are carried on by its code. A change that would lose them shows here: mend
 * it with a patch (`patched` of the Temporal SDK), not by recording the histories anew.
 */
if (!recording)
  describe('orders that were begun by an earlier release', () => {
    const histories = readHistories();

    test('are of every kind of life', () => {
      expect(histories.map(({ name }) => name).sort()).toEqual(Object.keys(lives).sort());
    });

    test.each(histories)('are carried on by the code of today: $name', async (stored) => {
      expectNobodyIn(stored);
      expect(await replay(stored)).toBe(1);
    });

    test('would be missed: a history that went another way is noticed', async () => {
      const [first] = histories;
      if (!first) throw new Error('no history is stored');
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
