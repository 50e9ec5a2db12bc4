import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { useOrderCounts } from '../../api/orders.ts';
import { refreshParkedLists } from '../../api/parked-messages.ts';

/**
 * Brings in what was parked since the list was read. It does so by itself, unless somebody points at the list or has
 * the keyboard in it: then no row moves under a finger, and a bar waits to be pressed.
 */
export function useFreshParked(): {
  listRef: RefObject<HTMLUListElement | null>;
  isWaiting: boolean;
  show: () => void;
} {
  const queries = useQueryClient();
  const listRef = useRef<HTMLUListElement>(null);
  const [isWaiting, setWaiting] = useState(false);
  const count = useOrderCounts().data?.parked;
  const before = useRef(count);
  useEffect(() => {
    const more = count !== undefined && before.current !== undefined && count > before.current;
    before.current = count;
    if (!more) return;
    if (listRef.current?.matches(':hover, :focus-within')) setWaiting(true);
    else void refreshParkedLists(queries);
  }, [count, queries]);
  const show = () => {
    setWaiting(false);
    void refreshParkedLists(queries);
  };
  return { listRef, isWaiting, show };
}
