import { useMemo, useSyncExternalStore } from 'react';

export type ChartColours = { now: string; before: string; ink: string; line: string; surface: string };

/** The page's colours for pictures, which take values and not names; they follow light and dark. */
export function useChartColours(): ChartColours {
  const theme = useSyncExternalStore(followTheme, () => document.documentElement.dataset['theme'] ?? 'light');
  return useMemo(() => readColours(theme), [theme]);
}

function followTheme(listener: () => void): () => void {
  const watch = new MutationObserver(listener);
  watch.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => watch.disconnect();
}

// The theme is what makes them change; it is read off the page with them.
function readColours(_theme: string): ChartColours {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return {
    now: of('--primary'),
    before: of('--ink-faint'),
    ink: of('--ink-soft'),
    line: of('--line'),
    surface: of('--surface-raised'),
  };
}
