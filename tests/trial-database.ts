import { randomBytes, randomUUID } from 'node:crypto';
import { changeOrder, type ChangeInput } from '../domain/order-change.ts';
import type { OrderEvent, OrderEventKind } from '../domain/order-event.ts';
import type { OrderSnapshot } from '../domain/order.ts';
import { seedMeituanShop, seedMerchant, type SeededShop } from '../prisma/seed.ts';
import { createCipher } from '../prisma/store/cipher.ts';
import { type Database, openDatabase } from '../prisma/store/database.ts';
import type { NewMessage } from '../prisma/store/inbound-messages.ts';
import { readOrderContext, saveOrder } from '../prisma/store/orders.ts';
import { createDatabase } from './harness.ts';

export interface Trial {
  /** Of the server's superuser, for looking behind the walls. */
  url: string;
  database: Database;
  merchantId: string;
  shop: SeededShop;
  /** Another merchant with a shop of its own. */
  addMerchant(): Promise<{ merchantId: string; shop: SeededShop }>;
  close(): Promise<void>;
}

/** A database of its own with a merchant and a shop, without hub, worker and platform. */
export async function createTrial({ poolMax = 4, secretKey = randomBytes(32) } = {}): Promise<Trial> {
  const own = await createDatabase();
  const database = openDatabase({ url: own.url, poolMax, cipher: createCipher(secretKey) });
  const addMerchant = async () => {
    const login = { email: `${randomUUID()}@test.example`, password: 'a password of a test' };
    const merchantId = await seedMerchant(database, { id: randomUUID(), name: '测试商家', login });
    const shop = await seedMeituanShop(database, merchantId, {
      connectionId: randomUUID(),
      shopId: randomUUID(),
      appId: '1001',
      code: 't_poi_01',
      name: '测试门店',
      sandboxUrl: 'http://127.0.0.1:1',
    });
    return { merchantId, shop };
  };
  return {
    url: own.url,
    database,
    ...(await addMerchant()),
    addMerchant,
    close: async () => {
      await database.close();
      await own.drop();
    },
  };
}

export function orderSnapshot(change: Partial<OrderSnapshot> = {}): OrderSnapshot {
  const placedAt = change.placedAt ?? new Date('2026-11-23T04:00:00Z');
  return {
    asOf: placedAt,
    placedAt,
    paidAt: placedAt,
    dayNumber: 8,
    deliveryMode: 'delivery',
    promisedAt: null,
    currency: 'CNY',
    totalMinor: 3550,
    merchantReceivesMinor: 3000,
    amounts: [{ kind: 'goods', label: '商品', amountMinor: 3550, borneBy: null }],
    lines: [{ name: '牛肉面', spec: null, skuCode: null, quantity: 1, unitPriceMinor: 3550, totalMinor: 3550 }],
    customer: { name: '张三', phone: '13800000000', address: '示例路 1 号', remark: null },
    ...change,
  };
}

/** Writes what happened to an order as its workflow does. @returns the order's id. */
export function applyToOrder(
  database: Database,
  { merchantId, shop }: Pick<Trial, 'merchantId' | 'shop'>,
  platformOrderId: string,
  kinds: readonly OrderEventKind[],
  snapshot: OrderSnapshot | null = orderSnapshot(),
): Promise<string> {
  return database.withMerchantSql(
    merchantId,
    async (client) => {
      const context = await readOrderContext(client, shop.shopId, platformOrderId);
      if (!context) throw new Error('the merchant has no such shop');
      const events = kinds.map((kind): OrderEvent => ({ kind, occurredAt: new Date(), actor: 'platform' }));
      const input: ChangeInput = { source: 'push', messageId: null, commandId: null, snapshot, events };
      const change = changeOrder(context.order, [input]);
      if (!change) throw new Error('nobody has described the order');
      return saveOrder(client, database.cipher, context, platformOrderId, change);
    },
    { lock: `${shop.shopId} ${platformOrderId}` },
  );
}

export function newMessage(
  { merchantId, shop }: Pick<Trial, 'merchantId' | 'shop'>,
  change: Partial<NewMessage> = {},
): NewMessage {
  return {
    merchantId,
    connectionId: shop.connectionId,
    shopId: shop.shopId,
    platformShopId: shop.code,
    platformOrderId: '1600012345678901234',
    kind: 'order-paid',
    messageKey: randomUUID(),
    parkedReason: null,
    payload: { method: 'POST', query: '', contentType: null, body: 'order_id=1600012345678901234' },
    receivedAt: new Date(),
    traceParent: null,
    ...change,
  };
}
