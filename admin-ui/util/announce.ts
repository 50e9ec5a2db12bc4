import { createStore } from './store.ts';

/** What a screen reader should say next; the frame of the pages holds the one place that is read out. */
export const announcementStore = createStore('');

export function announce(text: string): void {
  announcementStore.set(text);
}
