import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { onOrderChange } from '../../api/live-orders.ts';
import { progressOf } from '../../api/order-commands.ts';
import { orderKeys, settleList, showOrder } from '../../api/order-cache.ts';
import { merchantTimeZone } from '../../api/session.ts';
import type { OrderSummary } from '../../api/types.ts';
import { hubNow } from '../../util/clock.ts';
import { filterMatcher } from '../../util/order-filter.ts';
import type { OrderFilter } from '../../util/order-filter.ts';
import { holdsOrder } from '../../util/order-list.ts';
import type { OrderList } from '../../util/order-list.ts';

const STILL_AFTER_MS = 4_000;
const SWEEP_EVERY_MS = 1_000;
const TOP_PX = 80;
const FRESH_MS = 3_000;

/**
 * Lets orders come to and go from the list on the screen without moving a row under a finger: they do so by
 * themselves while the list rests at its top, and wait behind a bar or stay greyed until then.
 */
export function useListLife(filter: OrderFilter, listRef: RefObject<HTMLElement | null>) {
  const queries = useQueryClient();
  const [held, setHeld] = useState<ReadonlyMap<string, OrderSummary>>(new Map());
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const isStill = useIsStill(listRef);
  const key = JSON.stringify(filter);

  const show = useCallback(
    (orders: Iterable<OrderSummary>) => {
      const shown = [...orders];
      for (const order of shown) showOrder(queries, order, filter);
      setFresh((before) => new Set([...before, ...shown.map((order) => order.id)]));
      window.setTimeout(() => setFresh((before) => without(before, shown)), FRESH_MS);
    },
    // The filter is made anew at each render; its text says whether it changed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [queries, key],
  );

  useEffect(() => {
    setHeld(new Map());
    settleList(queries, filter);
    const stop = onOrderChange((order) => {
      const list = queries.getQueryData<OrderList>(orderKeys.list(filter));
      if (!list || holdsOrder(list, order.id)) return;
      const belongs = filterMatcher(filter, merchantTimeZone(), hubNow())(order) === 'yes';
      // The longest waiting is on top of the waiting list, so a new one goes to the end and moves nothing.
      const movesNothing = filter.tab === 'not_accepted' || (window.scrollY < TOP_PX && isStill());
      if (belongs && movesNothing) show([order]);
      else setHeld((before) => hold(before, order, belongs));
    });
    const sweep = window.setInterval(() => {
      if (isStill() && !showsResult(queries.getQueryData<OrderList>(orderKeys.list(filter))))
        settleList(queries, filter);
    }, SWEEP_EVERY_MS);
    return () => {
      stop();
      window.clearInterval(sweep);
      settleList(queries, filter);
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [queries, key, show]);

  const showHeld = () => {
    show(held.values());
    setHeld(new Map());
    window.scrollTo({ top: 0 });
  };
  const list = queries.getQueryData<OrderList>(orderKeys.list(filter));
  // Reading the list again shows what waited, too.
  const heldCount = [...held.keys()].filter((orderId) => !list || !holdsOrder(list, orderId)).length;
  return { heldCount, showHeld, isFresh: (orderId: string) => fresh.has(orderId) };
}

/** Whether nobody has touched or pointed at the list for a moment. */
function useIsStill(listRef: RefObject<HTMLElement | null>): () => boolean {
  const busyAt = useRef(0);
  useEffect(() => {
    const onAct = (event: Event) => {
      if (event.target instanceof Node && listRef.current?.contains(event.target)) busyAt.current = Date.now();
    };
    const kinds = ['pointermove', 'pointerdown', 'touchmove', 'keydown', 'wheel'] as const;
    for (const kind of kinds) window.addEventListener(kind, onAct, { passive: true });
    return () => {
      for (const kind of kinds) window.removeEventListener(kind, onAct);
    };
  }, [listRef]);
  return useCallback(() => Date.now() - busyAt.current > STILL_AFTER_MS, []);
}

// A row that still tells how the press on it goes stays until its end has been seen; news of the order may come before the answer.
const TELLING = new Set<string | undefined>(['waiting', 'sending', 'done']);

function showsResult(list: OrderList | undefined): boolean {
  return list?.pages.some((page) => page.items.some((order) => TELLING.has(progressOf(order.id)?.step))) ?? false;
}

function hold(
  before: ReadonlyMap<string, OrderSummary>,
  order: OrderSummary,
  belongs: boolean,
): ReadonlyMap<string, OrderSummary> {
  if (!belongs && !before.has(order.id)) return before;
  const after = new Map(before);
  if (belongs) after.set(order.id, order);
  else after.delete(order.id);
  return after;
}

function without(before: ReadonlySet<string>, orders: OrderSummary[]): ReadonlySet<string> {
  const gone = new Set(orders.map((order) => order.id));
  return new Set([...before].filter((id) => !gone.has(id)));
}
