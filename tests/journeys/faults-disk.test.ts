import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { halfWritten } from '../faults/database-faults.ts';
import { FaultHouse, PATIENCE_MS } from '../fault-house.ts';
import { eventually } from '../harness.ts';
import { mayMount, openSmallDisk, type SmallDisk } from '../small-disk.ts';

/** Tables and their indexes when empty are some 20. */
const DISK_MB = 96;

// Who may not mount has no disk to fill: the same refusals, raised by a trigger, are in faults-database.test.ts.
describe.runIf(mayMount)("the database's disk is filled to the last byte", () => {
  let disk: SmallDisk;
  let house: FaultHouse;
  beforeAll(async () => {
    disk = await openSmallDisk(inject('databaseUrl'), DISK_MB);
    house = await FaultHouse.open({ tablespace: disk.tablespace });
    await house.pushAgainEvery(500);
  }, 180_000);
  afterAll(async () => {
    disk.empty();
    await house.close();
    await disk.close();
  });

  /** Pushes that the hub asked to come again. */
  async function refused(): Promise<number> {
    const { pushes } = await house.control<{ pushes: { attempts: { status?: number }[] }[] }>('GET', '/pushes');
    return pushes.filter(({ attempts }) => attempts.some(({ status }) => status === 503)).length;
  }

  test('pushes are asked to come again, people go on reading, nothing is half written; with room again all arrive once', async () => {
    const before = await house.place(5);
    for (const id of before) await house.find(id);
    await house.settled();
    disk.fill();
    // Half empty pages still take a few.
    const during: string[] = [];
    await eventually(async () => {
      during.push(...(await house.place(20)));
      return (await refused()) >= 20;
    }, PATIENCE_MS);
    expect(house.api.output()).toMatch(/No space left on device/);
    for (const id of before) expect(await house.look(id)).toMatchObject({ platformOrderId: id });
    expect(await halfWritten(house.owner)).toBe(0);
    disk.empty();
    await house.settled();
    for (const id of [...before, ...during]) await house.find(id);
    expect(await halfWritten(house.owner)).toBe(0);
  });
});
