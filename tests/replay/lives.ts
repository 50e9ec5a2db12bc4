import { eventually, type World } from '../harness.ts';

const recipient = { name: '欧阳明月', phone: '13987654321', address: '复兴中路 77 弄 5 号' };
const caution = '少放辣';
const note = '草莓没了';
const product = '海盐卷';

/** What must not be found in a history. The phone's tail alone is no word of it: ids and times meet any four digits by chance. */
export const PRIVATE_WORDS = [...Object.values(recipient), caution, note, product];

/** Lives that reach every step of an order's workflow. Each answers the platform's order id when it is over. */
export const lives: Record<string, (world: World) => Promise<string>> = {
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
};

async function place(world: World): Promise<string> {
  const items = [{ name: product, quantity: 1, priceYuan: '36.00' }];
  return (await world.control<{ orderId: string }>('POST', '/meituan/orders', { recipient, caution, items })).orderId;
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

async function press(world: World, id: string, action: 'accept' | 'reject'): Promise<void> {
  const params = { path: { orderId: (await reaches(world, id, 'paid')).id } };
  if (action === 'accept') await world.owner.POST('/orders/{orderId}/accept', { params });
  else await world.owner.POST('/orders/{orderId}/reject', { params, body: { reason: 'sold_out', note } });
}

function reaches(world: World, platformOrderId: string, state: 'paid' | 'completed' | 'cancelled') {
  return eventually(async () => {
    const { data } = await world.owner.GET('/orders', { params: { query: { platformOrderId, state } } });
    return data?.items[0];
  });
}

async function refund(world: World, id: string, refundState: 'requested' | 'refunded'): Promise<void> {
  await eventually(async () => (await reaches(world, id, 'completed')).refundState === refundState);
}
