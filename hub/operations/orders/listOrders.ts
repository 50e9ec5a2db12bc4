import { listOrders as readPage } from '../../../prisma/store/order-views.ts';
import { readCursor, writeCursor } from '../../cursor.ts';
import type { Operation } from '../../operation.ts';
import { orderSummary } from '../../order-json.ts';

export const listOrders: Operation<'listOrders'> = async ({ query }, identity, { database }) => {
  const { shopId, cursor, placedFrom, placedTo, sort = 'newest', limit = 20, ...plain } = query;
  const rows = await database.readOfMerchant(identity.merchant.id, (client) =>
    readPage(client, database.cipher, {
      ...plain,
      sort,
      // One more than asked tells whether there is a next page.
      limit: limit + 1,
      ...(shopId === undefined ? {} : { shop: shopId }),
      ...(placedFrom === undefined ? {} : { placedFrom: new Date(placedFrom) }),
      ...(placedTo === undefined ? {} : { placedTo: new Date(placedTo) }),
      ...(cursor === undefined ? {} : { after: readCursor(`orders ${sort}`, cursor) }),
    }),
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    status: 200,
    body: {
      items: page.map((row) => orderSummary(database.cipher, row)),
      nextCursor: rows.length > limit && last ? writeCursor(`orders ${sort}`, last.placed_at, last.id) : null,
    },
  };
};
