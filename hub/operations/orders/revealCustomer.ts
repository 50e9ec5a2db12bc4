import { readOrder } from '../../../prisma/store/order-views.ts';
import { openCustomer } from '../../../prisma/store/order-words.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';

/** The whole phone number, for a call. Who asked, for which order and why is in the record of acts before the answer leaves. */
export const revealCustomer: Operation<'revealCustomer'> = async ({ path }, identity, { database }) => {
  const row = await database.withMerchantSql(identity.merchant.id, (client) => readOrder(client, path.orderId));
  if (!row) throw new Problem('not-found', 'There is no such order.');
  const { name, phone, address } = openCustomer(database.cipher, row.customer_encrypted);
  return { status: 200, body: { name, phone, address } };
};
