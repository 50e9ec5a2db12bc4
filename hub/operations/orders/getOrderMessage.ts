import { readOrderMessage } from '../../../prisma/store/order-lookups.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';

export const getOrderMessage: Operation<'getOrderMessage'> = async ({ path }, identity, { database }) => {
  const found = await database.withMerchantSql(identity.merchant.id, (client) =>
    readOrderMessage(client, database.cipher, path.orderId, path.messageId),
  );
  if (!found) throw new Problem('not-found', 'There is no such message of this order.');
  const { row, payload } = found;
  const { method, query, contentType, body } = payload;
  return {
    status: 200,
    body: {
      id: row.id,
      kind: row.kind,
      source: row.source,
      receivedAt: row.received_at.toISOString(),
      repeatCount: row.repeat_count,
      erasedAt: row.erased_at?.toISOString() ?? null,
      raw: { method, query, contentType, body },
    },
  };
};
