import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mobileNumbersIn } from '../../connectors/phone-numbers-for-tests.ts';
import { orderWorkflowId } from '../../domain/ids.ts';
import { PAYLOAD_CONTEXT } from '../../prisma/store/inbound-messages.ts';
import { openCustomer } from '../../prisma/store/order-words.ts';
import { openTemporal } from '../../workflows/client.ts';
import { FaultHouse, PATIENCE_MS } from '../fault-house.ts';
import { clientWithKey, createKey, eventually, type OrderDetail } from '../harness.ts';
import { paidOrder } from '../meituan-push.ts';
import { readableText, toJson } from '../replay/histories.ts';

const CUSTOMER = { name: '欧阳明月', phone: '13987654321', address: '复兴中路 77 弄 5 号' };
const CARD = '4111111111111111';
const WORDS = Object.values(CUSTOMER);

let house: FaultHouse;
beforeAll(async () => {
  house = await FaultHouse.open({ env: { LOG_LEVEL: 'trace' } });
}, 180_000);
afterAll(() => house.close());

/** An order of the customer that was accepted, asked back, refused and completed, with pushes that nobody may send beside it. */
async function live(): Promise<OrderDetail> {
  const caution = `放门口，卡号${CARD}`;
  const [platformOrderId = ''] = await house.place(1, { recipient: CUSTOMER, caution });
  const order = await house.findWhole(platformOrderId);
  await house.accept(order.id, `accept-${order.id}`);
  await house.control('POST', `/meituan/orders/${platformOrderId}/refund`, { kind: 'full', reason: '不想要了' });
  const asked = await house.findWhole(platformOrderId, ({ refundState }) => refundState === 'requested');
  await house.client.POST('/orders/{orderId}/refuse-refund', {
    params: { path: { orderId: asked.id } },
    body: { reason: 'already_made', note: `${CUSTOMER.name}同意了` },
  });
  await house.push({ ...paidOrder(), recipient_phone: CUSTOMER.phone }, 'not the secret at all');
  await house.push({ ...paidOrder(), recipient_name: CUSTOMER.name, total: 'not a sum' });
  await house.control('POST', `/meituan/orders/${platformOrderId}/complete`);
  return house.findWhole(platformOrderId, ({ state }) => state === 'completed');
}

/** The orders as somebody takes them away. */
async function sheetOf(key: string): Promise<string> {
  const headers = { authorization: `Bearer ${key}` };
  return (await fetch(`${house.hubUrl}/api/v1/orders/export?format=csv`, { headers })).text();
}

/** Every row of every table, as the server's superuser reads it. */
async function allRows(): Promise<string> {
  const { rows: tables } = await house.owner.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = 'public'`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await house.owner.query<{ text: string }>(`SELECT t::text AS text FROM ${name} t`);
    // What is sealed stands there as hexadecimal digits, some of which look like a phone number.
    texts.push(...rows.map(({ text }) => text.replaceAll(/\\x[0-9a-f]+/g, 'sealed')));
  }
  return texts.join('\n');
}

/** What is sealed about an order: the words of the customer, and the bodies of its messages. */
async function sealedText(platformOrderId: string): Promise<string> {
  const { cipher } = house.database;
  const { rows: orders } = await house.owner.query<{ customer_encrypted: Buffer }>(
    'SELECT customer_encrypted FROM orders WHERE platform_order_id = $1',
    [platformOrderId],
  );
  const { rows: messages } = await house.owner.query<{ payload_encrypted: Buffer }>(
    'SELECT payload_encrypted FROM inbound_messages WHERE platform_order_id = $1',
    [platformOrderId],
  );
  expect(messages.length).toBeGreaterThan(1);
  const bodies = messages.map(({ payload_encrypted }) => cipher.open(payload_encrypted, PAYLOAD_CONTEXT));
  const twice = (text: string) => decodeURIComponent(decodeURIComponent(text.replaceAll('%25', '%')));
  return [
    ...orders.map((row) => JSON.stringify(openCustomer(cipher, row.customer_encrypted))),
    ...bodies.map(twice),
  ].join();
}

describe('who a customer is', () => {
  test('stands sealed in the database and nowhere else: no log, no history, no figure, no list, and no card at all', async () => {
    const order = await live();
    const temporal = openTemporal(house.env.TEMPORAL_ADDRESS ?? '', 'default');
    const history = await temporal.client.workflow
      .getHandle(orderWorkflowId(house.shop.shopId, order.platformOrderId))
      .fetchHistory();
    await temporal.close();
    const metrics = await (await fetch(`${house.hubUrl}/metrics`)).text();
    const accountantKey = await createKey(house.database, house.merchantId, 'accountant');
    const accountant = clientWithKey(house.hubUrl, accountantKey);
    const seen = {
      'log of the api': house.api.output(),
      'log of the worker': house.worker.output(),
      'history of the order': readableText(toJson(history)),
      'rows of the database': await allRows(),
      metrics,
      'list of orders': JSON.stringify((await accountant.GET('/orders')).data),
      'sheet of the accountant': await sheetOf(accountantKey),
      'record of acts': JSON.stringify((await house.client.GET('/audit-entries')).data),
    };
    for (const [place, text] of Object.entries(seen)) {
      expect(text.length, place).toBeGreaterThan(200);
      // A clerk's own words to the platform stand with the command until the customer is forgotten.
      for (const word of WORDS.filter((one) => place !== 'rows of the database' || one !== CUSTOMER.name))
        expect(text.includes(word), `${place}: ${word}`).toBe(false);
      expect(text.includes(house.shop.secret), place).toBe(false);
      expect(mobileNumbersIn(text), place).toEqual([]);
    }
    const sealed = await sealedText(order.platformOrderId);
    for (const word of WORDS) expect(sealed).toContain(word);
    expect(sealed).not.toContain(CARD);
    expect(order.remark).toBe(`放门口，卡号${'*'.repeat(12)}1111`);
  });

  test('is forgotten when they ask for it, everywhere and for good; what they bought and paid stays', async () => {
    const before = await live();
    const erase = (orderId: string) =>
      house.client.POST('/orders/{orderId}/erase-customer', {
        params: { path: { orderId } },
        body: { reason: '顾客要求删除' },
      });
    expect((await erase(before.id)).data?.customerErasedAt).toBeTruthy();
    const after = await house.findWhole(before.platformOrderId);
    expect(after).toMatchObject({
      customerName: null,
      customerPhone: null,
      address: null,
      remark: null,
      realPhone: null,
      totalMinor: before.totalMinor,
      amounts: before.amounts,
      refunds: before.refunds.map(({ refundId, state }) => ({ refundId, state })),
    });
    expect(after.lines.map(({ name, totalMinor }) => [name, totalMinor])).toEqual(
      before.lines.map(({ name, totalMinor }) => [name, totalMinor]),
    );
    expect(after.events.map(({ kind }) => kind)).toEqual(before.events.map(({ kind }) => kind));
    for (const q of [CUSTOMER.phone, '4321', '欧阳']) {
      const { data } = await house.client.GET('/orders', { params: { query: { q } } });
      expect(data?.items.map(({ id }) => id)).not.toContain(before.id);
    }
    // Late news and a look at the platform's own record tell it all once more.
    await house.control('POST', '/pushes/replay', { orderId: before.platformOrderId, kind: 'order-completed' });
    await house.control('POST', `/meituan/orders/${before.platformOrderId}/refund`, { kind: 'full', reason: '卡住了' });
    const late = await house.findWhole(before.platformOrderId, ({ refundState }) => refundState === 'requested');
    expect(late).toMatchObject({ customerName: null, customerPhone: null, address: null, remark: null });
    expect(late.customerErasedAt).toBe(after.customerErasedAt);
    await eventually(async () => {
      const text = await sealedText(before.platformOrderId);
      return WORDS.every((word) => !text.includes(word));
    }, PATIENCE_MS);
    const mine = (await allRows()).split('\n').filter((row) => row.includes(before.id));
    expect(mine.length).toBeGreaterThan(5);
    for (const word of WORDS) expect(mine.filter((row) => row.includes(word))).toEqual([]);
  });

  test('is kept while somebody still has to deliver to them', async () => {
    const [open = ''] = await house.place(1, { recipient: CUSTOMER });
    const order = await house.findWhole(open);
    const { error } = await house.client.POST('/orders/{orderId}/erase-customer', {
      params: { path: { orderId: order.id } },
      body: { reason: '顾客要求删除' },
    });
    expect(error).toMatchObject({ status: 409, type: '/problems/order-open' });
    expect((await house.findWhole(open)).customerName).not.toBeNull();
  });
});
