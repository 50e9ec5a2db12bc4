import { expect, test } from 'vitest';
import { auditQuery, readAuditFilter, writeAuditFilter } from './audit-filter.ts';

const ALL = { range: 'all', actorId: null, act: null, outcome: null, subject: null } as const;

test('a filter survives its way through the address, and what nobody knows is no filter', () => {
  const filter = { ...ALL, range: 'week', act: 'acceptOrder', outcome: 'refused' } as const;
  expect(readAuditFilter(writeAuditFilter(filter))).toEqual(filter);
  expect(readAuditFilter(new URLSearchParams('range=century&outcome=maybe'))).toEqual(ALL);
});

test('days begin where the merchant is', () => {
  const now = Date.parse('2026-11-25T17:30:00Z'); // 01:30 on the 26th in Shanghai
  expect(auditQuery({ ...ALL, range: 'today' }, 'Asia/Shanghai', now)).toEqual({ from: '2026-11-25T16:00:00.000Z' });
  expect(auditQuery(ALL, 'Asia/Shanghai', now)).toEqual({});
});
