import type { QueryClient } from '@tanstack/react-query';
import { createStore, useStore } from '../util/store.ts';
import { ApiError } from './api-error.ts';
import { isParked, refreshParked, refreshParkedCount, retryMessage } from './parked-messages.ts';

/** A message is translated well within the last of these; later ones come back with the list. */
const LOOKS_AFTER_MS = [800, 1_200, 2_000];
const DONE_SHOWN_MS = 8_000;

/**
 * How the last retry of a message is going. `back`: it went and was parked again. `notFixed`: it could not even go.
 * `gone`: it is no longer parked.
 */
export type Retry = { step: 'sending' | 'gone' | 'back' | 'notFixed' } | { step: 'failed'; error: ApiError };

const retryStore = createStore<ReadonlyMap<string, Retry>>(new Map());

export function useRetry(messageId: string): Retry | undefined {
  return useStore(retryStore, (all) => all.get(messageId));
}

/** Lets a message go again and watches what becomes of it. A second press meanwhile is the same wish. */
export async function retryAndWatch(queries: QueryClient, messageId: string): Promise<void> {
  const before = retryStore.get().get(messageId)?.step;
  if (before === 'sending' || before === 'gone') return;
  setRetry(messageId, { step: 'sending' });
  try {
    await retryMessage(messageId);
    if (await comesBack(messageId)) {
      setRetry(messageId, { step: 'back' });
    } else {
      setRetry(messageId, { step: 'gone' });
      void refreshParkedCount(queries);
      window.setTimeout(() => {
        setRetry(messageId, undefined);
        void refreshParked(queries);
      }, DONE_SHOWN_MS);
      return;
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    setRetry(messageId, error.status === 409 ? { step: 'notFixed' } : { step: 'failed', error });
  }
  void refreshParked(queries);
}

async function comesBack(messageId: string): Promise<boolean> {
  for (const pauseMs of LOOKS_AFTER_MS) {
    await new Promise((resolve) => window.setTimeout(resolve, pauseMs));
    // A look that fails tells nothing about the message.
    if (await isParked(messageId).catch(() => false)) return true;
  }
  return false;
}

function setRetry(messageId: string, retry: Retry | undefined): void {
  const next = new Map(retryStore.get());
  if (retry) next.set(messageId, retry);
  else next.delete(messageId);
  retryStore.set(next);
}
