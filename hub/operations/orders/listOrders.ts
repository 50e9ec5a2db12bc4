import { listOrders as readPage, type OrderRow } from '../../../prisma/store/order-views.ts';
import type { Operation } from '../../operation.ts';
import { orderSummary } from '../../order-json.ts';
import { Problem } from '../../problem.ts';

export const listOrders: Operation<'listOrders'> = async ({ query }, identity, { database }) => {
  const { shopId, cursor, placedFrom, placedTo, sort = 'newest', limit = 20, ...plain } = query;
  const rows = await database.withMerchantSql(identity.merchant.id, (client) =>
    readPage(client, database.cipher, {
      ...plain,
      sort,
      // One more than asked tells whether there is a next page.
      limit: limit + 1,
      ...(shopId === undefined ? {} : { shop: shopId }),
      ...(placedFrom === undefined ? {} : { placedFrom: new Date(placedFrom) }),
      ...(placedTo === undefined ? {} : { placedTo: new Date(placedTo) }),
      ...(cursor === undefined ? {} : { after: readCursor(cursor, sort) }),
    }),
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    status: 200,
    body: {
      items: page.map((row) => orderSummary(database.cipher, row)),
      nextCursor: rows.length > limit && last ? writeCursor(last, sort) : null,
    },
  };
};

function writeCursor(row: OrderRow, sort: string): string {
  return Buffer.from(JSON.stringify([sort, row.placed_at.toISOString(), row.id])).toString('base64url');
}

function readCursor(cursor: string, sort: string): { at: Date; id: string } {
  try {
    const [cursorSort, at, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as [
      string,
      string,
      string,
    ];
    const date = new Date(at);
    if (cursorSort === sort && !Number.isNaN(date.getTime()) && /^[0-9a-f-]{36}$/.test(id)) return { at: date, id };
  } catch {
    // Falls through to the same answer as a cursor of another list.
  }
  throw new Problem('invalid-request', '`cursor` is not a `nextCursor` of this list.');
}
