import { addDays, dayOf, startOfDay } from './zone-day.ts';

const RANGES = { today: 0, week: 6, month: 29 } as const;
export const AUDIT_RANGES = ['all', ...(Object.keys(RANGES) as (keyof typeof RANGES)[])] as const;

export type AuditFilter = {
  range: (typeof AUDIT_RANGES)[number];
  actorId: string | null;
  act: string | null;
  outcome: 'done' | 'refused' | null;
  /** Id of what it was done to. */
  subject: string | null;
};

/** The filter as the address has it; what cannot be is left out. */
export function readAuditFilter(params: URLSearchParams): AuditFilter {
  const outcome = params.get('outcome');
  return {
    range: AUDIT_RANGES.find((known) => known === params.get('range')) ?? 'all',
    actorId: params.get('who'),
    act: params.get('act'),
    outcome: outcome === 'done' || outcome === 'refused' ? outcome : null,
    subject: params.get('subject'),
  };
}

export function writeAuditFilter(filter: AuditFilter): URLSearchParams {
  const params = new URLSearchParams();
  if (filter.range !== 'all') params.set('range', filter.range);
  if (filter.actorId) params.set('who', filter.actorId);
  if (filter.act) params.set('act', filter.act);
  if (filter.outcome) params.set('outcome', filter.outcome);
  if (filter.subject) params.set('subject', filter.subject);
  return params;
}

export function isNarrowed(filter: AuditFilter): boolean {
  return writeAuditFilter(filter).size > 0;
}

/** The filter as the API takes it: days begin in the merchant's zone. */
export function auditQuery({ range, actorId, act, outcome, subject }: AuditFilter, timeZone: string, nowMs: number) {
  const from = range === 'all' ? null : startOfDay(addDays(dayOf(nowMs, timeZone), -RANGES[range]), timeZone);
  return {
    ...(from !== null && { from: new Date(from).toISOString() }),
    ...(actorId && { actorId }),
    ...(act && { act }),
    ...(outcome && { outcome }),
    ...(subject && { subject }),
  };
}
