import type { components } from '../../../openapi/generated/schema.ts';
import type { NewLink } from '../../../prisma/store/password-links.ts';
import type { PersonRow } from '../../../prisma/store/people.ts';
import type { HubContext } from '../../context.ts';
import { tagOf } from '../../if-match.ts';

export function personJson(row: PersonRow): components['schemas']['Person'] {
  return {
    id: row.id,
    etag: tagOf(row.name, row.role, row.shop_ids, row.state),
    email: row.email,
    name: row.name,
    role: row.role,
    shopIds: row.shop_ids,
    state: row.state,
    secondFactor: row.second_factor,
    lastLogInAt: row.last_log_in_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    linkUntil: row.link_until?.toISOString() ?? null,
  };
}

/** The token is behind `#`, which browsers keep to themselves: no log of a server or proxy ever holds it. */
export function linkJson(context: HubContext, { token, expiresAt }: NewLink): components['schemas']['PasswordLink'] {
  return { url: `${context.publicUrl()}/password#${token}`, expiresAt: expiresAt.toISOString() };
}
