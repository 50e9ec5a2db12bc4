import { ConnectorError } from '../../../connectors/errors.ts';
import { readShops } from '../../../prisma/store/shops.ts';
import type { Operation } from '../../operation.ts';
import { ASK_TIMEOUT_MS, openConnection } from './open-connection.ts';

export const listPlatformShops: Operation<'listPlatformShops'> = async ({ path }, identity, context) => {
  const { channel, config, stored } = await openConnection(context, identity, path.connectionId);
  if (!channel.listShops) return { status: 200, body: { listed: false, items: [], trouble: null } };
  try {
    const access = context.accessTo({ merchantId: identity.merchant.id, connectionId: stored.id });
    const found = await channel.listShops({ config, ...access }, AbortSignal.timeout(ASK_TIMEOUT_MS));
    const shops = await context.database.withMerchantSql(identity.merchant.id, (client) => readShops(client));
    const ours = new Set(shops.flatMap((shop) => (shop.connection_id === stored.id ? [shop.platform_shop_id] : [])));
    const items = found.map((shop) => ({ ...shop, connected: ours.has(shop.platformShopId) }));
    return { status: 200, body: { listed: true, items, trouble: null } };
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    return { status: 200, body: { listed: true, items: [], trouble: channel.troubleOf(error) } };
  }
};
