import { realPhoneWorkflowId } from '../../workflows/real-phone/real-phone.messages.ts';
import { reconcileWorkflowId, pollWorkflowId } from '../../workflows/sync/sync.messages.ts';
import { takingWorkflowId, undoWorkflowId } from '../../workflows/voucher/voucher.messages.ts';
import { webhookWorkflowId } from '../../workflows/webhook/webhook.messages.ts';
import { orderWorkflowId } from '../../domain/ids.ts';
import { eventually, type World } from '../harness.ts';
import { WebhookReceiver } from '../webhook-receiver.ts';
import { takeVoucher } from '../voucher-shop.ts';
import { addYouzanShop } from '../youzan-shop.ts';
import { note, recipient } from './lives.ts';

/** Lives of the other workflows, and of orders of another platform. Each answers the workflow's id when it is over. */
export const otherLives: Record<string, (world: World) => Promise<string>> = {
  'a note of the shop, and news that are read because a push only hinted at them': async (world) => {
    const shop = await addYouzanShop(world);
    const { orderId } = await world.control<{ orderId: string }>('POST', '/youzan/orders', { shop: shop.code });
    const order = await eventually(
      async () => (await look(world, orderId))?.state === 'accepted' && look(world, orderId),
    );
    const params = { path: { orderId: order.id } };
    await world.owner.POST('/orders/{orderId}/remark', { params, body: { text: note } });
    await world.control('POST', `/youzan/orders/${orderId}/memo`, { memo: `${note}!` });
    await eventually(async () => {
      const { data } = await world.owner.GET('/orders/{orderId}', { params });
      return data?.merchantRemark === `${note}!`;
    });
    await world.owner.POST('/orders/{orderId}/ship', { params, body: { by: 'own' } });
    await world.control('POST', `/youzan/orders/${orderId}/complete`);
    await eventually(async () => (await look(world, orderId))?.state === 'completed');
    return orderWorkflowId(shop.shopId, orderId);
  },
  'a voucher that was taken': async (world) => {
    const voucher = await takeVoucher(world);
    return takingWorkflowId(voucher.takingId);
  },
  'a voucher that was taken back': async (world) => {
    const { id: voucherId } = await takeVoucher(world);
    const body = { reason: 'wrong_voucher' } as const;
    await world.owner.POST('/vouchers/{voucherId}/undo', { params: { path: { voucherId } }, body });
    return undoWorkflowId(voucherId);
  },
  'a poll that found an order': async (world) => {
    const id = await placedUnheard(world);
    await world.poll();
    await eventually(() => look(world, id));
    return pollWorkflowId(world.shop.shopId);
  },
  'a poll that was refused': async (world) => {
    const fault = { platform: 'meituan', act: 'error-code', code: 704, times: 20 };
    await world.control('POST', '/faults', fault);
    await world.poll();
    await eventually(async () => {
      const { data } = await world.owner.GET('/shops/{shopId}', { params: { path: { shopId: world.shop.shopId } } });
      return data?.sync.failedAt;
    });
    await world.control('DELETE', '/faults');
    return pollWorkflowId(world.shop.shopId);
  },
  'a comparison that was paused and went on': async (world) => {
    const ids = await Promise.all(Array.from({ length: 12 }, () => placedUnheard(world)));
    const slow = { platform: 'meituan', path: 'order/getOrderDetail', act: 'slow', delayMs: 200, times: 100 };
    await world.control('POST', '/faults', slow);
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    const body = { shopId: world.shop.shopId, fromDay: today, toDay: today };
    const { data: run } = await world.owner.POST('/sync-runs', { body });
    const path = { runId: run?.id ?? '' };
    const isRun = (state: string) =>
      eventually(async () => (await world.owner.GET('/sync-runs/{runId}', { params: { path } })).data?.state === state);
    await eventually(() => look(world, ids[0] ?? ''));
    await world.owner.POST('/sync-runs/{runId}/pause', { params: { path } });
    await isRun('paused');
    await world.control('DELETE', '/faults');
    await world.owner.POST('/sync-runs/{runId}/resume', { params: { path } });
    await isRun('done');
    return reconcileWorkflowId(path.runId);
  },
  'news to an integrator who answers at the second try': async (world) => {
    const receiver = await WebhookReceiver.open();
    let tries = 0;
    receiver.behave = (_, response) => {
      tries += 1;
      response.writeHead(tries === 1 ? 503 : 204, tries === 1 ? { 'retry-after': '1' } : {}).end();
    };
    const { data: endpoint } = await world.owner.POST('/webhook-endpoints', {
      body: { url: receiver.url, eventTypes: ['order.created'] },
    });
    await world.control('POST', '/meituan/orders', { recipient, state: 'completed' });
    await eventually(async () => tries > 1);
    await world.owner.POST('/webhook-endpoints/{endpointId}/disable', {
      params: { path: { endpointId: endpoint?.id ?? '' } },
    });
    await receiver.close();
    return webhookWorkflowId(endpoint?.id ?? '');
  },
  'the own number of a customer while privacy numbers are down': async (world) => {
    const placed = await world.control<{ orderId: string }>('POST', '/meituan/orders', {
      recipient,
      state: 'accepted',
    });
    const { id: orderId } = await eventually(async () => look(world, placed.orderId));
    const { data } = await world.owner.POST('/orders/{orderId}/real-phone', {
      params: { path: { orderId } },
      body: { reason: 'privacy_number_down' },
    });
    await world.control('POST', `/meituan/orders/${placed.orderId}/complete`);
    return realPhoneWorkflowId(data?.id ?? '');
  },
};

async function placedUnheard(world: World): Promise<string> {
  await world.control('POST', '/pushes/settings', { drop: 1 });
  const { orderId } = await world.control<{ orderId: string }>('POST', '/meituan/orders', {
    recipient,
    state: 'completed',
  });
  await world.control('POST', '/pushes/settings', {});
  return orderId;
}

async function look(world: World, platformOrderId: string) {
  return (await world.owner.GET('/orders', { params: { query: { platformOrderId } } })).data?.items[0];
}
