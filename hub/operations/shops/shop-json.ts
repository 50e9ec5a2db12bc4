import { findChannel } from '../../../connectors/registry.ts';
import { webhookAddresses } from '../../../connectors/webhook-addresses.ts';
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
    platform: row.platform,
    name: row.name,
    platformShopId: row.platform_shop_id,
    ...webhookAddresses(row.registered_base_url ?? context.publicUrl(), row.platform, row.connection_id, kinds),
    lastPushAt: row.last_push_at?.toISOString() ?? null,
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

export function shopEtag({ version }: ShopRow): string {
  return `"${version}"`;
}
