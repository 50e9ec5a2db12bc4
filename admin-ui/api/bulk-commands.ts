import type { QueryClient } from '@tanstack/react-query';
import { createStore } from '../util/store.ts';
import { createTurns } from '../util/turns.ts';
import { askSoon, undoAsk } from './delayed-commands.ts';
import { sendCommand } from './order-commands.ts';
import type { Ask, Progress } from './order-commands.ts';
import type { OrderSummary, ShipRequest } from './types.ts';

/** Asks on their way at once. */
const AT_ONCE = 4;

export type BulkResult = 'waiting' | 'done' | 'checking' | 'refused' | 'failed' | 'undone';
export type BulkItem = { order: OrderSummary; result: BulkResult; ask: Ask; why: Progress | undefined };
/** One press on many orders, with how each of them goes. */
export type Bulk = { action: 'accept' | 'ready' | 'ship'; items: ReadonlyMap<string, BulkItem> };

/** The last press on many; kept until somebody closes it, so that no result is missed. */
export const bulkStore = createStore<Bulk | null>(null);

const inTurn = createTurns(AT_ONCE);

/** Accepts many orders or reports them ready; until they go out `undoBulk` takes all of them back. */
export function askMany(queries: QueryClient, orders: readonly OrderSummary[], action: 'accept' | 'ready'): void {
  begin(
    action,
    orders.map((order) => ({ order, ask: { action } })),
  );
  askSoon(queries, orders, action, { onEnd: conclude });
}

/** Ships many orders, each by its own way. */
export function shipMany(queries: QueryClient, parcels: readonly { order: OrderSummary; body: ShipRequest }[]): void {
  begin(
    'ship',
    parcels.map(({ order, body }) => ({ order, ask: { action: 'ship', body } })),
  );
  for (const { order, body } of parcels) {
    inTurn(async () => conclude(order.id, await sendCommand(queries, order.id, { action: 'ship', body })));
  }
}

/** Asks once more for what did not go through; what the hub has taken already is not done twice. */
export function retryFailed(queries: QueryClient): void {
  const bulk = bulkStore.get();
  if (!bulk) return;
  const failed = [...bulk.items.values()].filter(({ result }) => result === 'failed' || result === 'refused');
  for (const { order } of failed) change(order.id, { result: 'waiting', why: undefined });
  for (const { order, ask } of failed)
    inTurn(async () => conclude(order.id, await sendCommand(queries, order.id, ask)));
}

export function undoBulk(): void {
  for (const orderId of bulkStore.get()?.items.keys() ?? []) undoAsk(orderId);
}

export function closeBulk(): void {
  bulkStore.set(null);
}

function begin(action: Bulk['action'], asked: { order: OrderSummary; ask: Ask }[]): void {
  const items = asked.map(({ order, ask }): [string, BulkItem] => [
    order.id,
    { order, ask, result: 'waiting', why: undefined },
  ]);
  bulkStore.set({ action, items: new Map(items) });
}

function conclude(orderId: string, progress: Progress | undefined): void {
  change(orderId, { result: resultOf(progress), why: progress });
}

function change(orderId: string, news: Pick<BulkItem, 'result' | 'why'>): void {
  const bulk = bulkStore.get();
  const item = bulk?.items.get(orderId);
  if (!bulk || !item) return;
  bulkStore.set({ ...bulk, items: new Map(bulk.items).set(orderId, { ...item, ...news }) });
}

function resultOf(progress: Progress | undefined): BulkResult {
  switch (progress?.step) {
    case undefined:
      return 'undone';
    case 'done':
    case 'refused':
    case 'failed':
      return progress.step;
    case 'waiting':
    case 'sending':
    case 'checking':
      return 'checking';
  }
}
