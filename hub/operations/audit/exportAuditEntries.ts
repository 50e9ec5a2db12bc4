import { once } from 'node:events';
import type { Response } from 'express';
import { type AuditRow, listActs } from '../../../prisma/store/audit.ts';
import type { Operation } from '../../operation.ts';
import { auditEntryJson, filtersOf } from './audit-entry-json.ts';

/** Rows that are held at a time, however many there are. */
const PAGE = 500;
const COLUMNS = [
  'sequence',
  'at',
  'actor_kind',
  'actor_id',
  'actor_name',
  'act',
  'outcome',
  'subject',
  'address',
  'request_id',
  'details',
  'hash',
] as const;

/** Newest first, page by page: a record of years leaves the hub at the speed of its reader. */
export const exportAuditEntries: Operation<'exportAuditEntries'> = async ({ query }, identity, { database }) => {
  const { format = 'csv', ...filters } = query;
  const readPage = (before: bigint | undefined) =>
    database.withMerchantSql(identity.merchant.id, (client) =>
      listActs(client, { ...filtersOf(filters), limit: PAGE, ...(before === undefined ? {} : { before }) }),
    );
  let page = await readPage(undefined);
  const line = format === 'csv' ? csvLine : jsonLine;
  return {
    stream: async (response) => {
      response.status(200).set({
        'Content-Type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl; charset=utf-8',
        'Content-Disposition': `attachment; filename="audit.${format}"`,
        'Cache-Control': 'no-store',
      });
      // Spreadsheets take a file without this mark for another encoding and show Chinese names as noise.
      if (format === 'csv') response.write(`\uFEFF${COLUMNS.join(',')}\r\n`);
      while (page.length > 0) {
        await write(response, page.map(line).join(''));
        const last = page.at(-1);
        if (page.length < PAGE || !last || response.destroyed) break;
        page = await readPage(BigInt(last.sequence));
      }
      response.end();
    },
  };
};

function jsonLine(row: AuditRow): string {
  return `${JSON.stringify(auditEntryJson(row))}\n`;
}

function csvLine(row: AuditRow): string {
  const plain = { ...row, at: row.at.toISOString(), hash: row.hash.toString('hex') };
  return `${COLUMNS.map((column) => csvField(plain[column])).join(',')}\r\n`;
}

/** A spreadsheet would run what begins like a formula. */
function csvField(value: string | null): string {
  const text = value ?? '';
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Waits for a slow reader, and for one who has left. */
async function write(response: Response, text: string): Promise<void> {
  if (response.write(text) || response.destroyed) return;
  await Promise.race([once(response, 'drain'), once(response, 'close')]);
}
