import { useEffect } from 'react';
import { columnsPreference } from '../util/order-columns.ts';
import { soundPreference } from '../util/preferences.ts';
import { unwrap } from './api-error.ts';
import { api } from './client.ts';
import type { Preferences } from './types.ts';

const SETTLE_MS = 800;

/**
 * Keeps what a person prefers the same on every till: read when they log in, written when they change it. This browser's own memory
 * stands in until the hub has answered, and when it cannot.
 */
export function useSharedPreferences(personId: string | undefined): void {
  useEffect(() => {
    if (personId === undefined) return;
    let timer: number | undefined;
    let isTakingOver = false;
    let changed: Preferences = {};
    const write = () => {
      const body = changed;
      changed = {};
      // What could not be written is remembered here all the same, and goes with the next change.
      unwrap(api.PUT('/preferences', { body })).catch(() => (changed = { ...body, ...changed }));
    };
    const remember = (news: Preferences) => {
      if (isTakingOver) return;
      changed = { ...changed, ...news };
      window.clearTimeout(timer);
      timer = window.setTimeout(write, SETTLE_MS);
    };
    const stops = [
      columnsPreference.subscribe(() => remember({ orderColumns: [...columnsPreference.get()] })),
      soundPreference.subscribe(() => remember({ sound: soundPreference.get() })),
    ];
    const takeOver = ({ orderColumns, sound }: Preferences) => {
      isTakingOver = true;
      if (orderColumns && !changed.orderColumns) columnsPreference.set(orderColumns);
      if (sound && !changed.sound) soundPreference.set({ ...soundPreference.get(), ...sound });
      isTakingOver = false;
    };
    unwrap(api.GET('/preferences')).then(takeOver, () => undefined);
    return () => {
      window.clearTimeout(timer);
      if (Object.keys(changed).length > 0) write();
      for (const stop of stops) stop();
    };
  }, [personId]);
}
