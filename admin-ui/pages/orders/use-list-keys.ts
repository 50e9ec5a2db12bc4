import type { InputRef } from 'antd';
import { useState } from 'react';
import type { RefObject } from 'react';
import { useNavigate } from 'react-router';
import { undoAsk } from '../../api/delayed-commands.ts';
import type { OrderSummary } from '../../api/types.ts';
import { useOrderAction } from '../../ui/OrderActions.tsx';
import { paths } from '../../util/path-builder.ts';
import { selectNone, toggleSelected } from '../../util/selected-orders.ts';
import { useShortcuts } from '../../util/use-shortcuts.ts';

/** Which order the keyboard is on, and the keys that act on it. */
export function useListKeys(orders: OrderSummary[], searchRef: RefObject<InputRef | null>) {
  const navigate = useNavigate();
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const index = orders.findIndex((order) => order.id === selectedId);
  const [lastIndex, setLastIndex] = useState(0);
  if (index !== -1 && index !== lastIndex) setLastIndex(index);
  const selected = orders[index];
  const act = useOrderAction(selected);
  const move = (step: number) => {
    // When the chosen order has left, its neighbour took its place and is the next one.
    const from = index !== -1 ? index + step : selectedId === null ? 0 : lastIndex;
    const next = orders[Math.min(orders.length - 1, Math.max(0, from))];
    if (next) setSelectedId(next.id);
  };
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    x: () => {
      if (selectedId !== null) toggleSelected(selectedId);
    },
    u: () => {
      if (selectedId !== null) undoAsk(selectedId);
    },
    Escape: () => selectNone(),
    a: () => act('accept'),
    r: () => act('reject'),
    p: () => act('ready'),
    s: () => act('ship'),
    d: () => act('deliver'),
    '/': () => searchRef.current?.focus({ cursor: 'all' }),
    Enter: () => {
      // Enter on a button presses it; only on the row itself it opens the order.
      if (!selected || document.activeElement?.closest('button, a, input')) return false;
      void navigate(paths.order(selected.id));
    },
  });
  return { selectedId, select: setSelectedId };
}
