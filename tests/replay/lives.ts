import type { components } from '../../openapi/generated/schema.ts';
import { eventually, type World } from '../harness.ts';
import { newOrderId, sendPush } from '../meituan-push.ts';

/** Whom the customers of all lives are. */
export const recipient = { name: '欧阳明月', phone: '13987654321', address: '复兴中路 77 弄 5 号' };
const caution = '少放辣';
export const note = '草莓没了';
const product = '海盐卷';

/** What must not be found in a history. The phone's tail alone is no word of it: ids and times meet any four digits by chance. */
export const PRIVATE_WORDS = [...Object.values(recipient), caution, note, product];

/** Lives of Meituan's orders that reach every step of an order's workflow. Each answers the platform's order id when it is over. */
export const meituanLives: Record<string, (world: World) => Promise<string>> = {
  'accepted and completed': async (world) => {
    const id = await place(world);
    await press(world, id, 'accept');
    await act(world, id, 'rider', { status: 20 });
    await act(world, id, 'rider', { status: 40 });
    await act(world, id, 'complete');
    await reaches(world, id, 'completed');
    return id;
  },
  rejected: async (world) => {
    const id = await place(world);
    await press(world, id, 'reject');
    await reaches(world, id, 'cancelled');
    return id;
  },
  'cancelled before it was known': async (world) => {
    const id = await unheard(world, () => place(world));
    await act(world, id, 'cancel', { by: 'user' });
    await reaches(world, id, 'cancelled');
    return id;
  },
  'accepted with a lost answer': async (world) => {
    const id = await place(world);
    await world.control('POST', '/faults', {
      platform: 'meituan',
      path: 'order/confirm',
      orderId: id,
      act: 'reset-after-acting',
    });
    await press(world, id, 'accept');
    await act(world, id, 'complete');
    await reaches(world, id, 'completed');
    return id;
  },
  'accepted when the platform had asked to wait': async (world) => {
    const id = await place(world);
    await world.control('POST', '/faults', {
      platform: 'meituan',
      path: 'order/confirm',
      orderId: id,
      act: 'status',
      status: 429,
      retryAfter: 1,
    });
    await press(world, id, 'accept');
    await act(world, id, 'complete');
    await reaches(world, id, 'completed');
    return id;
  },
  'refused by the platform': async (world) => {
    const id = await place(world);
    await reaches(world, id, 'paid');
    await unheard(world, () => act(world, id, 'cancel', { by: 'user' }));
    await press(world, id, 'accept');
    await reaches(world, id, 'cancelled');
    return id;
  },
  'refunded after it ended': async (world) => {
    const id = await place(world);
    await press(world, id, 'accept');
    await act(world, id, 'complete');
    await reaches(world, id, 'completed');
    await act(world, id, 'refund', { kind: 'full', reason: caution });
    await refund(world, id, 'requested');
    await act(world, id, 'refund', { step: 'merchant-agree' });
    await refund(world, id, 'refunded');
    return id;
  },
  'made ready and brought by the shop itself': async (world) => {
    const id = await place(world, { logisticsCode: '0000' });
    for (const step of ['accept', 'ready', 'ship', 'deliver'] as const) await press(world, id, step);
    await act(world, id, 'complete');
    await reaches(world, id, 'completed');
    return id;
  },
  'shipped with a lost answer': async (world) => {
    const id = await place(world, { logisticsCode: '0000' });
    await press(world, id, 'accept');
    await loseAnswer(world, id, 'order/delivering');
    await press(world, id, 'ship');
    await act(world, id, 'complete');
    await reaches(world, id, 'completed');
    return id;
  },
  'a refund agreed to by the shop': async (world) => {
    const id = await place(world);
    await press(world, id, 'accept');
    await act(world, id, 'refund', { kind: 'full', reason: caution });
    await refund(world, id, 'requested');
    await press(world, id, 'agree_refund');
    await reaches(world, id, 'cancelled');
    return id;
  },
  'a refund refused with a lost answer': async (world) => {
    const id = await place(world);
    await press(world, id, 'accept');
    await act(world, id, 'refund', { kind: 'full', reason: caution });
    await refund(world, id, 'requested');
    await loseAnswer(world, id, 'order/refund/reject');
    await press(world, id, 'refuse_refund');
    await refund(world, id, 'refused');
    await act(world, id, 'complete');
    await reaches(world, id, 'completed');
    return id;
  },
  'paid back in part by the shop': async (world) => {
    const id = await place(world);
    await press(world, id, 'accept');
    await press(world, id, 'refund_part');
    await refund(world, id, 'refunded');
    await act(world, id, 'complete');
    await reaches(world, id, 'completed');
    return id;
  },
  'called off after it was accepted': async (world) => {
    const id = await place(world);
    await press(world, id, 'accept');
    await press(world, id, 'cancel');
    await reaches(world, id, 'cancelled');
    return id;
  },
  'looked up again when it was pressed again': async (world) => {
    const id = await place(world);
    await reaches(world, id, 'paid');
    await world.control('POST', '/faults', {
      platform: 'meituan',
      orderId: id,
      path: 'order/confirm',
      act: 'reset-after-acting',
    });
    await world.control('POST', '/faults', {
      platform: 'meituan',
      orderId: id,
      path: 'order/getOrderDetail',
      act: 'error-code',
      code: 704,
    });
    await press(world, id, 'accept');
    await press(world, id, 'accept');
    await act(world, id, 'complete');
    await reaches(world, id, 'completed');
    return id;
  },
  'reminded and accepted by the clock': async (world) => {
    await timers(world, { acceptDeadlineSeconds: 3_600, onAcceptDeadline: 'accept' });
    const id = await place(world);
    await reaches(world, id, 'paid');
    await world.database.withMerchant(world.merchantId, (tx) =>
      tx.order.updateMany({ where: { platformOrderId: id }, data: { paidAt: new Date(Date.now() - 100_000) } }),
    );
    await timers(world, { acceptDeadlineSeconds: 60, onAcceptDeadline: 'accept' });
    await reaches(world, id, 'accepted');
    await act(world, id, 'complete');
    await reaches(world, id, 'completed');
    await timers(world, { acceptDeadlineSeconds: 300, onAcceptDeadline: 'remind' });
    return id;
  },
  'asked about when it was not paid in time': async (world) => {
    const id = await place(world, { state: 'placed' });
    await seen(world, id);
    await olden(world, id);
    await timers(world, { payDeadlineSeconds: 60 });
    await told(world, id, 'pay_over');
    await act(world, id, 'cancel', { by: 'system' });
    await reaches(world, id, 'cancelled');
    await timers(world, { payDeadlineSeconds: 3_600 });
    return id;
  },
  'completed by the clock': async (world) => {
    const id = await place(world);
    await press(world, id, 'accept');
    await act(world, id, 'rider', { status: 40 });
    await told(world, id, 'delivered');
    await olden(world, id);
    await timers(world, { autoCompleteSeconds: 60 });
    await reaches(world, id, 'completed');
    await timers(world, { autoCompleteSeconds: null });
    return id;
  },
  'set aside because its platform does not know it': async (world) => {
    const id = newOrderId();
    const { connectionId, secret, code } = world.shop;
    const url = `${world.api.url}/webhooks/meituan/${connectionId}/logistics`;
    const rider = { logistics_status: '10', time: String(Math.floor(Date.now() / 1000)) };
    await sendPush({ order_id: id, app_poi_code: code, ...rider }, { url, secret });
    await eventually(async () => {
      const { data } = await world.owner.GET('/parked-messages');
      return data?.items.some(({ platformOrderId }) => platformOrderId === id);
    });
    return id;
  },
};

async function place(world: World, more: object = {}): Promise<string> {
  const items = [{ name: product, quantity: 2, priceYuan: '36.00' }];
  const body = { recipient, caution, items, ...more };
  return (await world.control<{ orderId: string }>('POST', '/meituan/orders', body)).orderId;
}

const loseAnswer = (world: World, orderId: string, path: string) =>
  world.control('POST', '/faults', { platform: 'meituan', path, orderId, act: 'reset-after-acting' });

/** Changed timers reach orders that already sleep. */
async function timers(world: World, body: Partial<components['schemas']['ShopTimers']>): Promise<void> {
  await world.owner.PATCH('/shops/{shopId}', {
    params: { path: { shopId: world.shop.shopId }, header: { 'If-Match': '*' } },
    body: { timers: body },
  });
}

const act = (world: World, id: string, path: string, body: unknown = {}) =>
  world.control('POST', `/meituan/orders/${id}/${path}`, body);

/** Something happens at the platform and no push tells of it. */
async function unheard<T>(world: World, run: () => Promise<T>): Promise<T> {
  await world.control('POST', '/pushes/settings', { drop: 1 });
  const result = await run();
  await world.control('POST', '/pushes/settings', {});
  return result;
}

type Press =
  'accept' | 'reject' | 'ready' | 'ship' | 'deliver' | 'cancel' | 'agree_refund' | 'refuse_refund' | 'refund_part';

async function press(world: World, id: string, action: Press): Promise<void> {
  const { id: orderId } = await shown(world, id);
  const params = { path: { orderId } };
  switch (action) {
    case 'accept':
      await world.owner.POST('/orders/{orderId}/accept', { params });
      return;
    case 'ready':
      await world.owner.POST('/orders/{orderId}/ready', { params });
      return;
    case 'deliver':
      await world.owner.POST('/orders/{orderId}/deliver', { params });
      return;
    case 'ship':
      await world.owner.POST('/orders/{orderId}/ship', { params, body: { by: 'own' } });
      return;
    case 'reject':
      await world.owner.POST('/orders/{orderId}/reject', { params, body: { reason: 'sold_out', note } });
      return;
    case 'cancel':
      await world.owner.POST('/orders/{orderId}/cancel', { params, body: { reason: 'sold_out', note } });
      return;
    case 'agree_refund':
      await world.owner.POST('/orders/{orderId}/agree-refund', { params, body: { note } });
      return;
    case 'refuse_refund':
      await world.owner.POST('/orders/{orderId}/refuse-refund', { params, body: { reason: 'already_made', note } });
      return;
    case 'refund_part': {
      const order = await world.owner.GET('/orders/{orderId}', { params });
      const lines = [{ lineId: order.data?.lines[0]?.id ?? '', quantity: 1 }];
      await world.owner.POST('/orders/{orderId}/refund-part', { params, body: { lines, reason: 'sold_out', note } });
    }
  }
}

/** The order, once it is paid. */
function shown(world: World, platformOrderId: string) {
  return eventually(async () => {
    const { data } = await world.owner.GET('/orders', { params: { query: { platformOrderId } } });
    const order = data?.items[0];
    return order && order.state !== 'placed' && order;
  });
}

/** The order as soon as it is there. */
const seen = (world: World, platformOrderId: string) =>
  eventually(async () => (await world.owner.GET('/orders', { params: { query: { platformOrderId } } })).data?.items[0]);

/** Until its timeline tells of it. */
async function told(world: World, platformOrderId: string, kind: string): Promise<void> {
  const { id } = await seen(world, platformOrderId);
  await eventually(async () => {
    const { data } = await world.owner.GET('/orders/{orderId}', { params: { path: { orderId: id } } });
    return data?.events.some((event) => event.kind === kind);
  });
}

/** Makes all that happened to an order a hundred seconds older. */
function olden(world: World, platformOrderId: string): Promise<unknown> {
  return world.database.withMerchantSql(world.merchantId, (client) =>
    client.query(
      `UPDATE orders SET placed_at = placed_at - interval '100 seconds',
         facts = (SELECT jsonb_agg(fact || jsonb_build_object('at', (fact->>'at')::bigint - 100000) ORDER BY place)
                  FROM jsonb_array_elements(facts) WITH ORDINALITY AS all_facts(fact, place))
       WHERE platform_order_id = $1`,
      [platformOrderId],
    ),
  );
}

function reaches(world: World, platformOrderId: string, state: 'paid' | 'accepted' | 'completed' | 'cancelled') {
  return eventually(async () => {
    const { data } = await world.owner.GET('/orders', { params: { query: { platformOrderId, state } } });
    return data?.items[0];
  });
}

async function refund(world: World, id: string, refundState: 'requested' | 'refused' | 'refunded'): Promise<void> {
  await eventually(async () => (await shown(world, id)).refundState === refundState);
}
