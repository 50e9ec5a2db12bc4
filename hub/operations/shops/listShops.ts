import { findChannel } from '../../../connectors/registry.ts';
import type { Operation } from '../../operation.ts';
import { webhookAddresses } from '../../../connectors/webhook-addresses.ts';

export const listShops: Operation<'listShops'> = async (_request, identity, context) => {
  const shops = await context.database.withMerchant(identity.merchant.id, (tx) =>
    tx.shop.findMany({
      where: { merchantId: identity.merchant.id },
      include: { connection: true },
      orderBy: { createdAt: 'asc' },
    }),
  );
  return {
    status: 200,
    body: {
      items: shops.map((shop) => ({
        id: shop.id,
        connectionId: shop.connectionId,
        platform: shop.platform,
        name: shop.name,
        platformShopId: shop.platformShopId,
        lastPushAt: shop.lastPushAt?.toISOString() ?? null,
        ...webhookAddresses(
          shop.connection.registeredBaseUrl ?? context.publicUrl(),
          shop.platform,
          shop.connectionId,
          findChannel(shop.platform)?.pushKinds ?? [],
        ),
      })),
    },
  };
};
