import { createStore } from './store.ts';
import type { Store } from './store.ts';

export type Language = 'zh-CN' | 'en';
export type ThemeChoice = 'light' | 'dark' | 'auto';
export type SoundChoice = { on: boolean; volumePercent: number };

/** What this browser remembers. None of it is personal, so it outlives a log-out. */
export const languagePreference = remembered<Language>('language', 'zh-CN', (raw) =>
  raw === 'zh-CN' || raw === 'en' ? raw : null,
);

export const themePreference = remembered<ThemeChoice>('theme', 'auto', (raw) =>
  raw === 'light' || raw === 'dark' || raw === 'auto' ? raw : null,
);

export const soundPreference = remembered<SoundChoice>('sound', { on: true, volumePercent: 70 }, (raw) => {
  if (typeof raw !== 'object' || raw === null || !('on' in raw) || !('volumePercent' in raw)) return null;
  const { on, volumePercent } = raw;
  if (typeof on !== 'boolean' || typeof volumePercent !== 'number') return null;
  return { on, volumePercent: Math.min(100, Math.max(0, volumePercent)) };
});

/** A store kept in localStorage under `jiedan.<name>`; `parse` answers null for anything it does not know. */
function remembered<T>(name: string, initial: T, parse: (raw: unknown) => T | null): Store<T> {
  const key = `jiedan.${name}`;
  const store = createStore(read(key, parse) ?? initial);
  store.subscribe(() => write(key, store.get()));
  return store;
}

// Storage can be switched off or full; a forgotten preference is not worth an error on the screen.
function read<T>(key: string, parse: (raw: unknown) => T | null): T | null {
  try {
    return parse(JSON.parse(localStorage.getItem(key) ?? 'null'));
  } catch {
    return null;
  }
}

function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    return;
  }
}
