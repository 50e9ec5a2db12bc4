import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './api-error.ts';
import { sessionStore } from './session.ts';

const RETRIES_MAX = 2;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => failures < RETRIES_MAX && isWorthAnother(error),
      // Lists follow the live stream, which knows by itself what a sleeping tab has missed.
      refetchOnWindowFocus: false,
    },
  },
});

// What one person saw must not be on the screen of the next.
sessionStore.subscribe(() => {
  if (sessionStore.get().status === 'out') queryClient.clear();
});

function isWorthAnother(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 500);
}
