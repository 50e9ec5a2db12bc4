import type { components } from '../../../openapi/generated/schema.ts';
import type { ApiKeyRow } from '../../../prisma/store/api-keys.ts';

export function keyJson(row: ApiKeyRow): components['schemas']['ApiKey'] {
  return {
    id: row.id,
    name: row.name,
    keyStart: row.key_start,
    scopes: row.scopes as components['schemas']['Scope'][] | null,
    role: row.scopes ? null : row.role,
    shopIds: row.shop_ids,
    ratePerMinute: row.rate_per_minute,
    oldAcceptedUntil: row.previous_until?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
  };
}
