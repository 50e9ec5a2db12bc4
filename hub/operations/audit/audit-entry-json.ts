import type { components } from '../../../openapi/generated/schema.ts';
import type { AuditFilters, AuditRow } from '../../../prisma/store/audit.ts';

export function auditEntryJson(row: AuditRow): components['schemas']['AuditEntry'] {
  return {
    sequence: Number(row.sequence),
    at: row.at.toISOString(),
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    act: row.act,
    outcome: row.outcome,
    subject: row.subject,
    address: row.address,
    requestId: row.request_id,
    details: JSON.parse(row.details) as Record<string, unknown>,
    hash: row.hash.toString('hex'),
  };
}

interface AuditQuery {
  actorId?: string;
  act?: string;
  outcome?: 'done' | 'refused';
  subject?: string;
  from?: string;
  to?: string;
}

/** What list and export have in common. */
export function filtersOf({ actorId, act, outcome, subject, from, to }: AuditQuery): Omit<AuditFilters, 'limit'> {
  return {
    ...(actorId === undefined ? {} : { actorId }),
    ...(act === undefined ? {} : { act }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(subject === undefined ? {} : { subject }),
    ...(from === undefined ? {} : { from: new Date(from) }),
    ...(to === undefined ? {} : { to: new Date(to) }),
  };
}
