import { PRESENCE_CHANNEL } from '../../../prisma/store/notify.ts';
import { readOrder } from '../../../prisma/store/order-views.ts';
import type { PresenceNotice } from '../../live/live-orders.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';

/** NOTIFY reaches the streams of every process; nothing of it is written down. Keys are programs and look at nothing. */
export const showPresence: Operation<'showPresence'> = async ({ path, body }, identity, { database }) => {
  if (identity.kind !== 'user')
    throw new Problem('forbidden', 'Only people are present.', { reasonCode: 'role_not_allowed' });
  const merchantId = identity.merchant.id;
  const order = await database.withMerchantSql(merchantId, (client) => readOrder(client, path.orderId));
  if (!order) throw new Problem('not-found', 'There is no such order.');
  const notice: PresenceNotice = {
    merchantId,
    orderId: order.id,
    personId: identity.id,
    name: identity.name,
    here: body?.here ?? true,
  };
  await database.hints.query('SELECT pg_notify($1, $2)', [PRESENCE_CHANNEL, JSON.stringify(notice)]);
  return { status: 204 };
};
