import { once } from 'node:events';
import type { Response } from 'express';
import { readLinesOf } from '../../../prisma/store/order-lookups.ts';
import type { OrderFilters } from '../../../prisma/store/order-filters.ts';
import { listOrders, type OrderRow } from '../../../prisma/store/order-views.ts';
import type { Database } from '../../../prisma/store/database.ts';
import type { Identity } from '../../../prisma/store/identities.ts';
import type { Operation } from '../../operation.ts';
import { csvSheet } from './csv-sheet.ts';
import { exportWords } from './export-words.ts';
import { exportColumns, exportRow } from './export-row.ts';
import type { SheetWriter } from './sheet-writer.ts';
import { xlsxSheet } from './xlsx-sheet.ts';

/** Orders read and held at a time; the reader's pace decides when the next are read. */
const PAGE_SIZE = 500;

export const exportOrders: Operation<'exportOrders'> = async ({ query }, identity, { database, log }) => {
  const { format = 'csv', language = 'zh-CN', shopId, placedFrom, placedTo, sort = 'newest', ...plain } = query;
  const filters: Omit<OrderFilters, 'after' | 'limit'> = {
    ...plain,
    sort,
    ...(shopId === undefined ? {} : { shop: shopId }),
    ...(placedFrom === undefined ? {} : { placedFrom: new Date(placedFrom) }),
    ...(placedTo === undefined ? {} : { placedTo: new Date(placedTo) }),
  };
  // Read before the head is sent: whatever is wrong with the question is then still an answer of its own.
  const first = await readPage(database, identity, filters, undefined);
  return {
    stream: async (response) => {
      const sheet = (format === 'csv' ? csvSheet : xlsxSheet)((chunk) => response.write(chunk));
      const name = `orders-${new Date().toISOString().slice(0, 10)}.${format}`;
      response.status(200).set({
        'Content-Type': sheet.contentType,
        'Content-Disposition': `attachment; filename="${name}"`,
        'Cache-Control': 'no-store',
      });
      try {
        await writeSheet(response, sheet, first, language, { database, identity, filters });
        response.end();
      } catch (error) {
        // The head is gone, so all that can be done is to break off: a cut line is an error to the reader, a short sheet is not.
        log.warn({ err: error }, 'export broken off');
        response.destroy();
      }
    },
  };
};

interface Source {
  database: Database;
  identity: Identity;
  filters: Omit<OrderFilters, 'after' | 'limit'>;
}

interface ExportPage {
  rows: OrderRow[];
  lines: Awaited<ReturnType<typeof readLinesOf>>;
}

async function writeSheet(
  response: Response,
  sheet: SheetWriter,
  first: ExportPage,
  language: 'zh-CN' | 'en',
  { database, identity, filters }: Source,
): Promise<void> {
  const words = exportWords[language];
  sheet.row(exportColumns.map((column) => words.columns[column]));
  let page = first;
  for (;;) {
    for (const row of page.rows) {
      sheet.row(exportRow(row, page.lines.get(row.id) ?? [], { cipher: database.cipher, identity, words }));
    }
    const last = page.rows.at(-1);
    if (!last || page.rows.length < PAGE_SIZE) break;
    if (response.closed) return;
    if (response.writableNeedDrain) await drained(response);
    page = await readPage(database, identity, filters, { at: last.placed_at, id: last.id });
  }
  sheet.end();
}

/** Until the reader has taken what was written, or has left. */
async function drained(response: Response): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  try {
    await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
  } finally {
    // Else each wait of a long sheet would leave a listener behind.
    over.abort();
  }
}

function readPage(
  database: Database,
  identity: Identity,
  filters: Source['filters'],
  after: OrderFilters['after'],
): Promise<ExportPage> {
  return database.withMerchantSql(identity.merchant.id, async (client) => {
    const rows = await listOrders(client, database.cipher, {
      ...filters,
      limit: PAGE_SIZE,
      ...(after === undefined ? {} : { after }),
    });
    return {
      rows,
      lines: await readLinesOf(
        client,
        rows.map(({ id }) => id),
      ),
    };
  });
}
