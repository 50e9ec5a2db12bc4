import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../hub/config.ts';
import { startTemporal } from '../../hub/embedded/temporal.ts';
import { startApi } from '../../hub/start-api.ts';
import { startWorkerRole } from '../../hub/start-worker.ts';
import { restoreBackup } from '../../prisma/backup/restore-backup.ts';
import { writeBackup } from '../../prisma/backup/write-backup.ts';
import { MIGRATIONS_FOLDER } from '../../prisma/migrate.ts';
import { registerWithSandbox } from '../../prisma/seed.ts';
import { brokenInvariants } from '../faults/invariants.ts';
import { clientWithKey, createDatabase, createKey, createWorld, eventually, silent, type World } from '../harness.ts';

let world: World;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jiedan-drill-'));
  world = await createWorld();
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

const place = async (count: number) =>
  (await world.control<{ orderIds: string[] }>('POST', '/meituan/orders', { count })).orderIds;
const cancelByUser = (id: string) => world.control('POST', `/meituan/orders/${id}/cancel`, { by: 'user' });

async function orderOf(api: World['owner'], platformOrderId: string) {
  const { data } = await api.GET('/orders', { params: { query: { platformOrderId } } });
  return data?.items[0];
}

async function accept(api: World['owner'], platformOrderId: string): Promise<number> {
  const { id = '' } = (await orderOf(api, platformOrderId)) ?? {};
  return (await api.POST('/orders/{orderId}/accept', { params: { path: { orderId: id } } })).response.status;
}

/**
 * The machine is lost with its database and its workflows. Last night's copy goes into a new database, with a new Temporal server that
 * knows nothing; the platform has gone on in the meantime, and its pushes of that time are gone for good.
 */
test(
  "last night's copy is restored, and ends as the platform has it, with no command done twice",
  { timeout: 180_000 },
  async () => {
    const [accepted = '', cancelled = '', untouched = '', pressed = ''] = await place(4);
    await eventually(async () => (await orderOf(world.owner, pressed)) && (await orderOf(world.owner, untouched)));
    // In the copy this press has been sent and its answer is on the way: the answer comes, but after the copy was taken.
    await world.control('POST', '/faults', {
      platform: 'meituan',
      path: 'order/confirm',
      act: 'slow',
      delayMs: 1_500,
      times: 1,
    });
    const press = accept(world.owner, pressed);
    await eventually(async () =>
      world.database.withMerchant(world.merchantId, (tx) => tx.command.findFirst({ where: { state: 'sent' } })),
    );
    const file = join(folder, 'night.backup');
    const secretKey = Buffer.from(world.config.secretKey, 'base64');
    await writeBackup(world.config.databaseUrl, secretKey, createWriteStream(file));

    // The day after the copy.
    expect(await press).toBe(200);
    expect(await accept(world.owner, accepted)).toBe(200);
    await cancelByUser(cancelled);
    const later = await place(3);
    await eventually(async () => orderOf(world.owner, later[2] ?? ''));

    const database = await createDatabase('template0');
    const temporal = await startTemporal({ dataDir: folder, cacheDir: readConfig().cacheDir });
    const config = { ...world.config, databaseUrl: database.url, temporalAddress: temporal.address };
    await restoreBackup(database.url, secretKey, createReadStream(file), MIGRATIONS_FOLDER);
    const api = await startApi(config, silent);
    const worker = await startWorkerRole(config, silent);
    try {
      await registerWithSandbox({ hubUrl: api.url, sandboxControlUrl: world.sandbox.controlUrl }, world.shop);
      const owner = clientWithKey(api.url, await createKey(world.database, world.merchantId, 'owner'));
      // A key made after the copy is not in it.
      expect((await owner.GET('/orders')).response.status).toBe(401);
      const known = clientWithKey(api.url, await keyInCopy(database.url));
      let broken: string[] = [];
      const settled = eventually(async () => {
        broken = await brokenInvariants({ api: known, control: world.control });
        return broken.length === 0;
      }, 60_000);
      await settled.catch(() => undefined);
      expect(broken).toEqual([]);
      expect((await orderOf(known, accepted))?.state).toBe('accepted');
      expect((await orderOf(known, cancelled))?.state).toBe('cancelled');
      expect((await orderOf(known, pressed))?.state).toBe('accepted');
      // Life goes on: what was open before the copy can be handled.
      expect(await accept(known, untouched)).toBe(200);
      const { calls } = await world.control<{ calls: { orderId?: string }[] }>('GET', '/calls?path=order/confirm');
      for (const id of [accepted, pressed, untouched])
        expect(calls.filter((call) => call.orderId === id)).toHaveLength(1);
    } finally {
      await worker.close();
      await api.close();
      await temporal.stop();
      await database.drop();
    }
  },
);

async function keyInCopy(databaseUrl: string): Promise<string> {
  const { openDatabase } = await import('../../prisma/store/database.ts');
  const copy = openDatabase({ url: databaseUrl, poolMax: 2, cipher: world.database.cipher });
  try {
    return await createKey(copy, world.merchantId, 'owner');
  } finally {
    await copy.close();
  }
}
