import { ConnectorError } from '../../../connectors/errors.ts';
import { findChannel } from '../../../connectors/registry.ts';
import type { Vouchers } from '../../../connectors/vouchers.ts';
import type { components } from '../../../openapi/generated/schema.ts';
import type { Identity } from '../../../prisma/store/identities.ts';
import { readShops, type ShopRow } from '../../../prisma/store/shops.ts';
import type { HubContext } from '../../context.ts';
import { Problem } from '../../problem.ts';

type ReasonCode = components['schemas']['ReasonCode'];

const RETRY_AFTER_SECONDS = 5;

/** A shop that takes vouchers, as far as the caller may see it. @throws Problem */
export async function voucherShop(
  { database }: HubContext,
  identity: Identity,
  shopId: string,
): Promise<{ shop: ShopRow; vouchers: Vouchers }> {
  const [shop] = await database.withMerchantSql(identity.merchant.id, (client) => readShops(client, { shopId }));
  if (!shop) throw new Problem('not-found', 'There is no such shop.');
  const vouchers = findChannel(shop.platform)?.vouchers;
  if (!vouchers)
    throw new Problem('action-not-allowed', 'This shop takes no vouchers.', { reasonCode: 'no_such_call_on_platform' });
  if (shop.paused_at) throw new Problem('shop-paused', 'Nothing is asked of the platform while the shop is paused.');
  return { shop, vouchers };
}

/** What a platform said no with, or its silence. */
export function refusedBy(vouchers: Vouchers, error: unknown): unknown {
  if (!(error instanceof ConnectorError)) return error;
  const { kind, platformCode = null, platformMessage = null } = error;
  if (kind === 'unavailable' || kind === 'rate-limited' || kind === 'outcome-unknown') return platformAway();
  return voucherRefused({ reasonCode: vouchers.refusalOf(error), platformCode, platformMessage });
}

export function voucherRefused(why: {
  reasonCode: string | null;
  platformCode: string | null;
  platformMessage: string | null;
}): Problem {
  if (why.reasonCode === 'platform_away') return platformAway();
  const { reasonCode, platformCode, platformMessage } = why;
  return new Problem('command-refused', `The platform says: ${platformMessage ?? platformCode ?? reasonCode ?? 'no'}`, {
    ...(reasonCode === null ? {} : { reasonCode: reasonCode as ReasonCode }),
    ...(platformCode === null ? {} : { platformCode }),
    ...(platformMessage === null ? {} : { platformMessage }),
  });
}

function platformAway(): Problem {
  const extra = { reasonCode: 'platform_away' } as const;
  return new Problem('unavailable', 'The platform does not answer; nothing was taken.', extra, RETRY_AFTER_SECONDS);
}
