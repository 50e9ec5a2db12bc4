import { orderWorkflowId } from '../../domain/ids.ts';
import { type ChangeInput, changeOrder, type OrderChange } from '../../domain/order-change.ts';
import { withoutCustomer } from '../../domain/order.ts';
import type { Cipher } from '../../prisma/store/cipher.ts';
import type { Database, SqlClient, WithCommit } from '../../prisma/store/database.ts';
import { markTaken, type TakenMessages } from '../../prisma/store/inbound-messages.ts';
import { remarkDigest, snapshotParts } from '../../prisma/store/order-words.ts';
import { type OrderContext, readOrderContext, saveOrder } from '../../prisma/store/orders.ts';
import type { OrderSoFar } from './command-outcome.ts';
import { detailsChanged } from './details-changed.ts';
import type { OrderRef } from './order.messages.ts';

/** One transaction on an order as it stands, with the order's lock: whoever else writes it waits. */
export function withOrder<T>(
  database: Database,
  order: OrderRef,
  run: (client: SqlClient, context: OrderContext) => Promise<T>,
): Promise<T> {
  return withOrderAnd(
    database,
    order,
    () => Promise.resolve(),
    (client, context) => run(client, context),
  );
}

/** The same, with something that is read in the round trip that reads the order. */
export function withOrderAnd<Read, T>(
  database: Database,
  order: OrderRef,
  read: (client: SqlClient) => Promise<Read>,
  run: (client: SqlClient, context: OrderContext, read: Read, withCommit: WithCommit) => Promise<T>,
): Promise<T> {
  return database.withMerchantSql(
    order.merchantId,
    async (client, withCommit) => {
      const known = readOrderContext(client, order.shopId, order.platformOrderId);
      const [context, more] = await Promise.all([known, read(client)]);
      if (!context) throw new Error(`merchant has no shop ${order.shopId}`);
      return run(client, context, more, withCommit);
    },
    { lock: orderWorkflowId(order.shopId, order.platformOrderId) },
  );
}

/** What the inputs would change; null when the order is not known and nothing describes it. */
export function planChange(cipher: Cipher, context: OrderContext, told: readonly ChangeInput[]): OrderChange | null {
  const inputs = context.order?.customerErased ? told.map(ofNobody) : told;
  const change = changeOrder(context.order, inputs);
  if (context.order && change?.snapshot) {
    const parts = snapshotParts(cipher, change.snapshot);
    const news = detailsChanged(context.order.snapshotParts, parts, change.snapshot, inputs);
    if (news) change.events.push(news);
  }
  return change;
}

/** Late news of an order do not bring a customer back who was erased. */
function ofNobody(input: ChangeInput): ChangeInput {
  const events = input.events.map(({ detail: { reason: _, ...detail } = {}, ...event }) => ({ ...event, detail }));
  return { ...input, snapshot: input.snapshot && withoutCustomer(input.snapshot), events };
}

/** The order as it is known after a change, for judging what became of a command. */
export function orderSoFar(
  cipher: Cipher,
  known: NonNullable<OrderContext['order']>,
  change: OrderChange | null = null,
): OrderSoFar {
  const { facts, position } = change ?? known;
  const { merchantRemark } = change?.snapshot ? snapshotParts(cipher, change.snapshot) : known.snapshotParts;
  const shippedLines = change?.snapshot?.shippedLines ?? known.shippedLines;
  return { facts, position, shippedLines, remarkIs: (text) => merchantRemark === remarkDigest(cipher, text) };
}

/** Writes a planned change and takes the messages that it came from out of the inbox. */
export async function saveChange(
  client: SqlClient,
  cipher: Cipher,
  platformOrderId: string,
  context: OrderContext,
  change: OrderChange,
  messages: TakenMessages = { ids: [] },
): Promise<void> {
  if (change.events.length > 0 || change.snapshot)
    await saveOrder(client, cipher, context, platformOrderId, change, messages);
  else await markTaken(client, messages);
}

/** Plans and writes. */
export async function recordChange(
  client: SqlClient,
  cipher: Cipher,
  platformOrderId: string,
  context: OrderContext,
  inputs: ChangeInput[],
): Promise<OrderChange | null> {
  const change = planChange(cipher, context, inputs);
  if (change) await saveChange(client, cipher, platformOrderId, context, change);
  return change;
}
