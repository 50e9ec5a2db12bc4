import { listTakenVouchers as readTaken } from '../../../prisma/store/taken-vouchers.ts';
import { readCursor, writeCursor } from '../../cursor.ts';
import type { Operation } from '../../operation.ts';
import { takenVoucherJson } from './voucher-json.ts';

export const listTakenVouchers: Operation<'listTakenVouchers'> = async ({ query }, identity, { database }) => {
  const { shopId, from, cursor, limit = 50 } = query;
  const rows = await database.withMerchantSql(identity.merchant.id, (client) =>
    readTaken(client, {
      limit: limit + 1,
      ...(shopId === undefined ? {} : { shopId }),
      ...(from === undefined ? {} : { from: new Date(from) }),
      ...(cursor === undefined ? {} : { after: readCursor('vouchers', cursor) }),
    }),
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const nextCursor = rows.length > limit && last ? writeCursor('vouchers', last.takenAt, last.id) : null;
  return { status: 200, body: { items: page.map(takenVoucherJson), nextCursor } };
};
