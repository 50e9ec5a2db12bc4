import { readParked } from '../../../prisma/store/parked-messages.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { parkedMessageJson } from './parked-message-json.ts';

/** The raw text holds a customer's data, so only those who repair may read it. */
export const getParkedMessage: Operation<'getParkedMessage'> = async ({ path }, identity, { database }) => {
  const found = await database.withMerchantSql(identity.merchant.id, (client) =>
    readParked(client, database.cipher, path.messageId),
  );
  if (!found) throw new Problem('not-found', 'There is no such parked message.');
  const { method, query, contentType, body } = found.payload;
  return { status: 200, body: { ...parkedMessageJson(found.row), raw: { method, query, contentType, body } } };
};
