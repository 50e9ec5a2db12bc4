import { useSyncExternalStore } from 'react';

export const PHONE = '(max-width: 759px)';
export const TOUCH = '(pointer: coarse)';
export const STILL = '(prefers-reduced-motion: reduce)';
export const DARK = '(prefers-color-scheme: dark)';

/** Whether a media query holds, followed as it changes. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    () => window.matchMedia(query).matches,
  );
}

/** The window's inner width in CSS pixels, followed as it changes. */
export function useWindowWidth(): number {
  return useSyncExternalStore(
    (listener) => {
      window.addEventListener('resize', listener);
      return () => window.removeEventListener('resize', listener);
    },
    () => window.innerWidth,
  );
}
