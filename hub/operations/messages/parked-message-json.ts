import type { components } from '../../../openapi/generated/schema.ts';
import type { ParkedRow } from '../../../prisma/store/parked-messages.ts';

export function parkedMessageJson(row: ParkedRow): components['schemas']['ParkedMessage'] {
  return {
    id: row.id,
    platform: row.platform,
    shopId: row.shop_id,
    platformShopId: row.platform_shop_id,
    platformOrderId: row.platform_order_id,
    kind: row.kind,
    reason: row.parked_reason as components['schemas']['ParkedReason'],
    detail: row.parked_detail,
    receivedAt: row.received_at.toISOString(),
    repeatCount: row.repeat_count,
  };
}
