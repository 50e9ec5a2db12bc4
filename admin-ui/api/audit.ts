import { useInfiniteQuery } from '@tanstack/react-query';
import { auditQuery } from '../util/audit-filter.ts';
import type { AuditFilter } from '../util/audit-filter.ts';
import { hubNow } from '../util/clock.ts';
import { saveFile } from '../util/save-file.ts';
import { dayOf } from '../util/zone-day.ts';
import { unwrap } from './api-error.ts';
import { api } from './client.ts';
import { merchantTimeZone } from './session.ts';

const PAGE_SIZE = 50;

/** What people and keys did, newest first. */
export function useAuditEntries(filter: AuditFilter) {
  return useInfiniteQuery({
    queryKey: ['audit', filter],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const asked = auditQuery(filter, merchantTimeZone(), hubNow());
      const query = { ...asked, limit: PAGE_SIZE, ...(pageParam && { cursor: pageParam }) };
      return unwrap(api.GET('/audit-entries', { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.nextCursor,
    select: (list) => list.pages.flatMap((page) => page.items),
  });
}

/** Saves the record of a filter as a sheet. Throws ApiError. */
export async function exportAudit(filter: AuditFilter, name: string): Promise<void> {
  const zone = merchantTimeZone();
  const query = { ...auditQuery(filter, zone, hubNow()), format: 'csv' as const };
  const sheet = await unwrap(api.GET('/audit-entries/export', { params: { query }, parseAs: 'blob' }));
  saveFile(sheet, `${name}-${dayOf(hubNow(), zone)}.csv`);
}
