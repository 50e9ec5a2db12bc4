import { randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { orderWorkflowId } from '../../domain/ids.ts';
import type { Action } from '../../domain/order.ts';
import { registerWithSandbox, seedShop, type SeededShop } from '../../prisma/seed.ts';
import { askCommand, type CommandDetails } from '../../prisma/store/commands.ts';
import { openTemporal } from '../../workflows/client.ts';
import { executeCommand, ORDER_WORKFLOW } from '../../workflows/order/order.messages.ts';
import { createWorld, eventually, type World, type OrderDetail } from '../harness.ts';

interface Truth {
  status: string | number;
  totalFen: number;
}

let world: World;
let shop: SeededShop;
let temporal: ReturnType<typeof openTemporal>;
beforeAll(async () => {
  world = await createWorld();
  temporal = openTemporal(world.config.temporalAddress, world.config.temporalNamespace);
  shop = await seedShop(world.database, world.merchantId, {
    platform: 'weidian',
    connectionId: randomUUID(),
    shopId: randomUUID(),
    appId: '6291307',
    code: '1731204988',
    name: '测试微店',
    sandboxUrl: world.sandbox.url,
  });
  await registerWithSandbox({ hubUrl: world.api.url, sandboxControlUrl: world.sandbox.controlUrl }, shop);
});
afterAll(async () => {
  await temporal.close();
  await world.close();
});

const place = async (body: Record<string, unknown> = {}) =>
  (await world.control<{ orderId: string }>('POST', '/weidian/orders', { shop: shop.code, ...body })).orderId;
const there = (orderId: string) => world.control<Truth>('GET', `/weidian/orders/${orderId}`);
const dropping = (drop: number) => world.control('POST', '/pushes/settings', { drop, seed: 7 });
const reads = async (orderId: string) =>
  (await world.control<{ calls: unknown[] }>('GET', `/calls?platform=weidian&orderId=${orderId}&path=vdian.order.get`))
    .calls.length;

/** What anybody can send who knows the address. */
async function forge(message: Record<string, unknown>, type: string): Promise<number> {
  const content = JSON.stringify({ type, message, shopId: Number(shop.code) });
  const response = await fetch(`${world.api.url}/webhooks/weidian/${shop.connectionId}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `content=${encodeURIComponent(content)}`,
  });
  return response.status;
}

async function messagesOf(platformOrderId: string): Promise<string[]> {
  return world.database.withMerchant(world.merchantId, async (tx) => {
    const rows = await tx.inboundMessage.findMany({
      where: { connectionId: shop.connectionId, platformOrderId },
      orderBy: { receivedAt: 'asc' },
    });
    return rows.map(({ kind, state, parkedReason }) => `${kind} ${state}${parkedReason ? ` ${parkedReason}` : ''}`);
  });
}

describe('an order of Weidian', () => {
  test('is read after the first push, exact to the fen, and needs no acceptance', async () => {
    const orderId = await place({
      items: [
        { name: '草莓蛋糕', quantity: 2, priceYuan: '99.00' },
        { name: '拿铁', quantity: 1, priceYuan: '18.00' },
      ],
      shippingYuan: '6.00',
      reductionYuan: '10.01',
      caution: '少糖 1+1 100%',
    });
    const order = await world.find(orderId, ({ state }) => state === 'accepted');
    expect(order).toMatchObject({ platform: 'weidian', phase: 'assigned', remark: '少糖 1+1 100%' });
    expect(order.totalMinor).toBe((await there(orderId)).totalFen);
    expect(order.totalMinor).toBe(21_199);
    expect(order.amounts.reduce((sum, part) => sum + part.amountMinor, 0)).toBe(21_199);
    expect(order.events.at(-1)?.detail).toEqual({ reason: 'no accept call on this platform' });
    const allowed = order.allowedActions.filter(({ allowed: may }) => may).map(({ action }) => action);
    expect(allowed).toEqual(['ship', 'ship_part']);
  });

  test('that is placed first is shown as paid as soon as it is, without waiting for a poll', async () => {
    const orderId = await place({ state: 'placed' });
    await world.find(orderId, ({ state }) => state === 'placed');
    await world.control('POST', `/weidian/orders/${orderId}/pay`, {});
    await world.find(orderId, ({ state }) => state === 'accepted');
  });

  test('that a clerk ships is shipped there, once, also when the answer is lost; the buyer’s receipt completes it', async () => {
    const [plain, lost] = [await place(), await place()];
    const parcel = { by: 'courier', courier: 'shunfeng', trackingNumber: 'SF1234567890123' } as const;
    expect(await carryOut(await world.find(plain, ({ state }) => state === 'accepted'), 'ship', parcel)).toBe('done');
    const fault = { platform: 'weidian', path: 'vdian.order.deliver', act: 'reset-after-acting' };
    const waiting = await world.find(lost, ({ state }) => state === 'accepted');
    await world.control('POST', '/faults', fault);
    expect(await carryOut(waiting, 'ship', { by: 'own' })).toBe('done');
    for (const orderId of [plain, lost]) {
      expect(String((await there(orderId)).status)).toBe('30');
      expect((await world.find(orderId)).fulfilment).toBe('shipping');
    }
    await world.control('POST', `/weidian/orders/${plain}/confirm`, {});
    await world.find(plain, ({ state }) => state === 'completed');
  });

  test('whose pushes are all lost is found by the next poll', async () => {
    await dropping(1);
    const orderId = await place();
    await dropping(0);
    expect(await world.look(orderId)).toBeNull();
    await world.poll();
    expect((await world.find(orderId)).state).toBe('accepted');
  });

  test('with a refund that a clerk agrees to is paid back; one that is refused goes on', async () => {
    const [agreed, refused] = [await place(), await place()];
    const asked = async (orderId: string) => {
      await world.find(orderId, ({ state }) => state === 'accepted');
      await world.control('POST', `/weidian/orders/${orderId}/refund`, { kind: 'full', reason: '不想要了' });
      const order = await world.find(orderId, ({ refundState }) => refundState === 'requested');
      const detail = order.events.find(({ kind }) => kind === 'refund_requested')?.detail;
      return { order, refundId: String(detail?.refundId) };
    };
    const first = await asked(agreed);
    expect(await carryOut(first.order, 'agree_refund', { refundId: first.refundId })).toBe('done');
    await world.find(agreed, ({ state, refundState }) => state === 'cancelled' && refundState === 'refunded');
    const second = await asked(refused);
    const refusal = { refundId: second.refundId, reason: 'already_made', note: '' };
    expect(await carryOut(second.order, 'refuse_refund', refusal)).toBe('done');
    expect(await world.find(refused, ({ refundState }) => refundState !== 'requested')).toMatchObject({
      state: 'accepted',
    });
  });

  test('of a buyer whose fields come sealed, in answers encoded twice, is shown in plain words', async () => {
    const app = {
      secret: shop.secret,
      shops: [{ shopId: shop.code, name: shop.name }],
      callbacks: { default: `${world.api.url}/webhooks/weidian/${shop.connectionId}` },
    };
    const odd = { encrypted: ['name', 'phone', 'address'], doubleEncoded: true, html: 'always' };
    await world.control('PUT', `/weidian/apps/${shop.appId}`, { ...app, ...odd });
    const orderId = await place({ recipient: { name: '王小明', phone: '13800000000', address: '示例路 1 号' } });
    const order = await world.find(orderId, ({ state }) => state === 'accepted');
    // Names and numbers are masked in the list and the order; a sealed text would show quite another end.
    expect(order).toMatchObject({ customerName: '王**', customerPhone: '138****0000' });
    expect(order.address).toContain('示例路 1 号');
    await world.control('PUT', `/weidian/apps/${shop.appId}`, app);
  });
});

describe('a push that anybody may have sent', () => {
  test('changes nothing about an order: it is read, and stays what the platform says it is', async () => {
    const orderId = await place();
    const before = await world.find(orderId, ({ state }) => state === 'accepted');
    const readBefore = await reads(orderId);
    const lie = { order_id: orderId, status_ori: '60', refund_status_ori: '2', total: '0.01', seller_id: shop.code };
    expect(await forge(lie, 'weidian.order.close')).toBe(200);
    await eventually(async () => (await reads(orderId)) > readBefore);
    await eventually(async () => (await messagesOf(orderId)).every((message) => message.endsWith(' done')));
    const after = await world.find(orderId);
    expect([after.state, after.refundState, after.totalMinor]).toEqual(['accepted', 'none', before.totalMinor]);
    expect(after.events.map(({ kind }) => kind)).toEqual(before.events.map(({ kind }) => kind));
  });

  test('makes no order, and does not hide the one that comes to be under that number later', async () => {
    const orderId = '899999999999991';
    const paid = { order_id: orderId, status_ori: '20', total: '9.90', seller_id: shop.code };
    expect(await forge(paid, 'weidian.order.already_payment')).toBe(200);
    await eventually(async () =>
      (await messagesOf(orderId)).includes('weidian.order.already_payment parked order_unknown'),
    );
    expect(await world.look(orderId)).toBeNull();
    await dropping(1);
    await place({ orderId });
    await dropping(0);
    await world.poll();
    expect((await world.find(orderId)).state).toBe('accepted');
  });

  test('is refused where it is no push at all', async () => {
    const url = `${world.api.url}/webhooks/weidian/${shop.connectionId}`;
    const response = await fetch(url, { method: 'POST', body: '{"type":"weidian.order.close"}' });
    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain('success');
  });
});

/** Asks as an operation does: recorded, then carried out by the order's workflow. */
async function carryOut(order: OrderDetail, action: Action, input: CommandDetails): Promise<string> {
  const { merchantId } = world;
  const asked = { merchantId, orderId: order.id, action, input, idempotencyKey: randomUUID(), actor: 'test' };
  const command = await world.database.withMerchantSql(merchantId, (client) => askCommand(client, asked));
  if (typeof command === 'string') throw new Error(command);
  const ref = { merchantId, shopId: shop.shopId, platformOrderId: order.platformOrderId };
  return temporal.client.workflow.executeUpdateWithStart(executeCommand, {
    updateId: command.id,
    args: [command.id],
    startWorkflowOperation: new WithStartWorkflowOperation(ORDER_WORKFLOW, {
      workflowId: orderWorkflowId(ref.shopId, ref.platformOrderId),
      taskQueue: world.config.temporalTaskQueue,
      args: [ref],
      workflowIdConflictPolicy: 'USE_EXISTING',
    }),
  });
}
