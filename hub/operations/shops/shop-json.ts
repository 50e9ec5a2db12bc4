import { findChannel, isPulled } from '../../../connectors/registry.ts';
import { webhookAddresses } from '../../../connectors/webhook-addresses.ts';
import { type ShopHealth, shopLight } from '../../../domain/shop-light.ts';
import type { components } from '../../../openapi/generated/schema.ts';
import { callsOf } from '../../../prisma/store/gate-rows.ts';
import type { ShopRow } from '../../../prisma/store/shops.ts';
import type { HubContext } from '../../context.ts';
import { callsJson } from '../../order-json.ts';

export function shopJson(context: HubContext, row: ShopRow): components['schemas']['Shop'] {
  const kinds = findChannel(row.platform)?.pushKinds ?? [];
  return {
    id: row.id,
    connectionId: row.connection_id,
    connectionName: row.connection_name,
    platform: row.platform,
    name: row.name,
    platformShopId: row.platform_shop_id,
    keptHere: findChannel(row.platform)?.keptHere === true,
    tellsOrders: isPulled(row.platform),
    takesVouchers: findChannel(row.platform)?.vouchers !== undefined,
    ...webhookAddresses(row.registered_base_url ?? context.publicUrl(), row.platform, row.connection_id, kinds),
    light: shopLight(healthOf(row), new Date()),
    lastPushAt: row.last_push_at?.toISOString() ?? null,
    lagSeconds: row.lag_seconds === null ? null : Math.round(row.lag_seconds),
    token: row.token_expires_at && {
      expiresAt: row.token_expires_at.toISOString(),
      renewedAt: row.token_renewed_at?.toISOString() ?? null,
    },
    pausedAt: row.paused_at?.toISOString() ?? null,
    removedAt: row.removed_at?.toISOString() ?? null,
    timers: {
      acceptDeadlineSeconds: row.accept_deadline_seconds,
      onAcceptDeadline: row.on_accept_deadline,
      payDeadlineSeconds: row.pay_deadline_seconds,
      autoCompleteSeconds: row.auto_complete_seconds,
    },
    sync: {
      polledAt: row.polled_at?.toISOString() ?? null,
      failedAt: row.failed_at?.toISOString() ?? null,
      failure: row.failure,
      missedPushes: row.missed_pushes,
    },
    calls: callsJson(callsOf(row)),
  };
}

function healthOf(row: ShopRow): ShopHealth {
  return {
    paused: row.paused_at !== null,
    keptHere: findChannel(row.platform)?.keptHere === true,
    tellsNothing: !isPulled(row.platform),
    lastPushAt: row.last_push_at,
    pushRefusedAt: row.push_refused_at,
    polledAt: row.polled_at,
    failedAt: row.failed_at,
    // A failure that an older version recorded has no trouble beside it.
    pollTrouble: row.failure === null ? null : (row.trouble ?? 'refused'),
    testedAt: row.tested_at,
    testTrouble: row.test_trouble,
    missedPushes: row.missed_pushes,
  };
}

export function shopEtag({ version }: ShopRow): string {
  return `"${version}"`;
}
