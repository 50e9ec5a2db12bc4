import { orderWorkflowId } from '../../../domain/ids.ts';
import { isFinal } from '../../../domain/order-state.ts';
import { eraseCustomer as erase } from '../../../prisma/store/erasure.ts';
import { readOrder } from '../../../prisma/store/order-views.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';

/** The customer's right to be forgotten; the figures of the order stay. While somebody still has to deliver or pay back, they are needed. */
export const eraseCustomer: Operation<'eraseCustomer'> = async ({ path }, identity, { database }) => {
  const row = await database.withMerchantSql(identity.merchant.id, (client) => readOrder(client, path.orderId));
  if (!row) throw new Problem('not-found', 'There is no such order.');
  const customerErasedAt = await database.withMerchantSql(
    identity.merchant.id,
    async (client) => {
      const now = await readOrder(client, path.orderId);
      if (!now || !isFinal({ state: now.state, fulfilment: now.fulfilment, refundState: now.refund_state }))
        throw new Problem('order-open', 'The order is not over, or money of it is still to be paid back.');
      return erase(client, database.cipher, path.orderId);
    },
    { lock: orderWorkflowId(row.shop_id, row.platform_order_id) },
  );
  return { status: 200, body: { customerErasedAt: customerErasedAt.toISOString() } };
};
