import type { SalesChannel, ShopAccess } from '../../../connectors/contract.ts';
import { ConnectorError } from '../../../connectors/errors.ts';
import { saveTest, type TestResult } from '../../../prisma/store/shop-changes.ts';
import { readShops } from '../../../prisma/store/shops.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { targetOf } from '../connections/connection-json.ts';
import { ASK_TIMEOUT_MS, openConnection } from '../connections/open-connection.ts';
import { shopTestJson } from './shop-test-json.ts';

export const testShop: Operation<'testShop'> = async ({ path }, identity, context) => {
  const merchantId = identity.merchant.id;
  const choice = { shopId: path.shopId, withRemoved: true };
  const asMerchant = context.database.withMerchantSql;
  const [shop] = await asMerchant(merchantId, (client) => readShops(client, choice));
  if (!shop) throw new Problem('not-found', 'There is no such shop.');
  const { stored, channel, config } = await openConnection(context, identity, shop.connection_id);
  const access = context.accessTo({ merchantId, connectionId: stored.id });
  const result = await ask(channel, { config, platformShopId: shop.platform_shop_id, ...access });
  const [row] = await asMerchant(merchantId, async (client) => {
    await saveTest(client, shop.id, result);
    return readShops(client, choice);
  });
  if (!row) throw new Problem('not-found', 'There is no such shop.');
  return { status: 200, body: shopTestJson(context, row, targetOf(context, row.platform, stored.config)) };
};

/** A platform that says no has answered; what it says is the result. */
async function ask(channel: SalesChannel, access: ShopAccess): Promise<TestResult> {
  try {
    const { shopName } = await channel.checkAccess(access, AbortSignal.timeout(ASK_TIMEOUT_MS));
    return { trouble: null, words: null, shopName };
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    const words = [error.platformCode, error.platformMessage].filter((word) => word !== undefined && word !== '');
    return { trouble: channel.troubleOf(error), words: words.join(' ') || error.message, shopName: null };
  }
}
