import { listParked } from '../../../prisma/store/parked-messages.ts';
import { readCursor, writeCursor } from '../../cursor.ts';
import type { Operation } from '../../operation.ts';
import { parkedMessageJson } from './parked-message-json.ts';

export const listParkedMessages: Operation<'listParkedMessages'> = async ({ query }, identity, { database }) => {
  const { reason, cursor, limit = 20 } = query;
  const rows = await database.withMerchantSql(identity.merchant.id, (client) =>
    listParked(client, {
      limit: limit + 1,
      ...(reason === undefined ? {} : { reason }),
      ...(cursor === undefined ? {} : { after: readCursor('parked', cursor) }),
    }),
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const nextCursor = rows.length > limit && last ? writeCursor('parked', last.received_at, last.id) : null;
  return { status: 200, body: { items: page.map(parkedMessageJson), nextCursor } };
};
