import { sessionStore } from '../api/session.ts';
import type { Identity } from '../api/types.ts';
import { useStore } from '../util/store.ts';

/** Who is logged in; null while nobody is. */
export function useIdentity(): Identity | null {
  const session = useStore(sessionStore);
  return session.status === 'in' ? session.identity : null;
}
