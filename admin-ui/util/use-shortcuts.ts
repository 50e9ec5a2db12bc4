import { useEffect, useRef } from 'react';

const SECOND_KEY_WITHIN_MS = 1_200;

/** What a key does; `g o` is two keys after each other. Return false to let the browser have the key after all. */
export type Shortcuts = { [keys: string]: () => void | false };

/** Listens for keys while mounted. Keys typed into a field, held with Ctrl or pressed in a dialog are left alone. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const current = useRef(shortcuts);
  useEffect(() => {
    current.current = shortcuts;
  });
  useEffect(() => {
    let first = '';
    let firstAt = 0;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isBusyElsewhere(event.target))
        return;
      const pair = Date.now() - firstAt < SECOND_KEY_WITHIN_MS ? `${first} ${event.key}` : '';
      const act = current.current[pair] ?? current.current[event.key];
      first = event.key;
      firstAt = Date.now();
      if (act && act() !== false) event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

function isBusyElsewhere(target: EventTarget | null): boolean {
  if (document.querySelector('[role="dialog"][aria-modal="true"]')) return true;
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}
