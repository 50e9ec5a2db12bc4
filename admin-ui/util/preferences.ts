import { createStore } from './store.ts';
import type { Store } from './store.ts';

export type Language = 'zh-CN' | 'en';
export type ThemeChoice = 'light' | 'dark' | 'auto';
export type SoundKind = 'fresh' | 'urgent' | 'refund';
/** `silent` are the kinds that do not ring; between the two times of day (`HH:MM`, the merchant's zone) none does. */
export type SoundChoice = {
  on: boolean;
  volumePercent: number;
  silent: SoundKind[];
  quietFrom: string | null;
  quietTo: string | null;
};
export const SOUND_KINDS: readonly SoundKind[] = ['fresh', 'urgent', 'refund'];
const SOUND_AT_FIRST: SoundChoice = { on: true, volumePercent: 70, silent: [], quietFrom: null, quietTo: null };

/** What this browser remembers. None of it is personal, so it outlives a log-out. */
export const languagePreference = remembered<Language>('language', 'zh-CN', (raw) =>
  raw === 'zh-CN' || raw === 'en' ? raw : null,
);

export const themePreference = remembered<ThemeChoice>('theme', 'auto', (raw) =>
  raw === 'light' || raw === 'dark' || raw === 'auto' ? raw : null,
);

export const soundPreference = remembered<SoundChoice>('sound', SOUND_AT_FIRST, (raw) => {
  if (typeof raw !== 'object' || raw === null) return null;
  // Earlier releases remembered less; what is missing is as at first.
  const { on, volumePercent, silent, quietFrom, quietTo } = { ...SOUND_AT_FIRST, ...(raw as Partial<SoundChoice>) };
  if (typeof on !== 'boolean' || typeof volumePercent !== 'number' || !Array.isArray(silent)) return null;
  return {
    on,
    volumePercent: Math.min(100, Math.max(0, volumePercent)),
    silent: SOUND_KINDS.filter((kind) => silent.includes(kind)),
    quietFrom: timeOrNull(quietFrom),
    quietTo: timeOrNull(quietTo),
  };
});

function timeOrNull(time: unknown): string | null {
  return typeof time === 'string' && /^\d\d:\d\d$/.test(time) ? time : null;
}

/** A store kept in localStorage under `jiedan.<name>`; `parse` answers null for anything it does not know. */
export function remembered<T>(name: string, initial: T, parse: (raw: unknown) => T | null): Store<T> {
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
