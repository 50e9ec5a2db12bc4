import { randomUUID } from 'node:crypto';
import type { components } from '../openapi/generated/schema.ts';
import { DEMO_VOUCHER_SHOP, registerWithSandbox, seedShop, type SeededShop } from '../prisma/seed.ts';
import type { World } from './harness.ts';

/** Gives the world's merchant a shop that takes vouchers, with its app known to the sandbox. */
export async function addVoucherShop(world: World): Promise<SeededShop> {
  const shop = await seedShop(world.database, world.merchantId, {
    ...DEMO_VOUCHER_SHOP,
    connectionId: randomUUID(),
    shopId: randomUUID(),
    name: '测试面馆',
    sandboxUrl: world.sandbox.url,
  });
  await registerWithSandbox({ hubUrl: world.api.url, sandboxControlUrl: world.sandbox.controlUrl }, shop);
  return shop;
}

/** A customer buys vouchers. @returns their codes */
export async function sellVouchers(world: World, wish: Record<string, unknown> = {}): Promise<string[]> {
  const { platform } = DEMO_VOUCHER_SHOP;
  return (await world.control<{ codes: string[] }>('POST', `/${platform}/vouchers`, wish)).codes;
}

/** What the platform itself knows about a voucher. */
export async function voucherTruth(
  world: World,
  code: string,
): Promise<{ state: string; story: { what: string; requestId?: string }[] }> {
  return world.control('GET', `/${DEMO_VOUCHER_SHOP.platform}/vouchers/${code}`);
}

/** A voucher of a new shop that was taken over the API. */
export async function takeVoucher(world: World): Promise<components['schemas']['TakenVoucher']> {
  const { shopId } = await addVoucherShop(world);
  const [code = ''] = await sellVouchers(world);
  const { data } = await world.owner.POST('/vouchers/consume', { body: { shopId, code, count: 1 } });
  const [voucher] = data?.vouchers ?? [];
  if (!voucher) throw new Error('nothing was taken');
  return voucher;
}
