import { unpark } from '../../../prisma/store/parked-messages.ts';
import { addShop as insertShop, noteEarlierPushes } from '../../../prisma/store/shop-changes.ts';
import { readShops } from '../../../prisma/store/shops.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { catchUpSince } from '../shops/catch-up-since.ts';
import { shopJson } from '../shops/shop-json.ts';
import { openConnection } from './open-connection.ts';

export const addShop: Operation<'addShop'> = async ({ path, body }, identity, context) => {
  const { stored, channel } = await openConnection(context, identity, path.connectionId);
  const platformShopId = (body?.platformShopId ?? '').trim();
  const name = (body?.name ?? '').trim();
  if (!new RegExp(`^(?:${channel.setup.shop.pattern})$`).test(platformShopId)) {
    const errors = [{ path: '/body/platformShopId', message: 'does not fit' }];
    throw new Problem('invalid-request', 'This is no code of a shop at this platform.', { errors });
  }
  const merchantId = identity.merchant.id;
  const shop = { merchantId, connectionId: stored.id, platform: stored.platform, platformShopId, name };
  const { row, retried } = await context.database.withMerchantSql(merchantId, async (client) => {
    const shopId = await insertShop(client, shop);
    if (shopId === null) throw new Problem('already-there', 'This shop is connected already.');
    // Pushes of the shop may have come before anybody added it.
    await noteEarlierPushes(client, shopId);
    const waiting = await unpark(client, { reason: 'unknown_shop' });
    return { row: (await readShops(client, { shopId }))[0], retried: waiting };
  });
  if (!row) throw new Problem('not-found', 'There is no such shop.');
  context.connections.forget(stored.id);
  if (retried > 0) context.intake.wakeDispatcher();
  await catchUpSince(context, { merchantId, shopId: row.id }, new Date());
  return { status: 201, body: shopJson(context, row) };
};
