import { randomUUID } from 'node:crypto';
import { registerWithSandbox, seedShop, type SeededShop } from '../prisma/seed.ts';
import type { World } from './harness.ts';

/** Gives the world's merchant a Youzan shop, with its app known to the sandbox. */
export async function addYouzanShop(world: World): Promise<SeededShop> {
  const shop = await seedShop(world.database, world.merchantId, {
    platform: 'youzan',
    connectionId: randomUUID(),
    shopId: randomUUID(),
    appId: '7f3a0c11d2e84b5a90',
    code: '10086001',
    name: '测试小店',
    sandboxUrl: world.sandbox.url,
  });
  await registerWithSandbox({ hubUrl: world.api.url, sandboxControlUrl: world.sandbox.controlUrl }, shop);
  return shop;
}
