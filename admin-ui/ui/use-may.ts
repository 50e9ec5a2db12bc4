import { sessionStore } from '../api/session.ts';
import type { Identity } from '../api/types.ts';
import { useStore } from '../util/store.ts';

export type Scope = Identity['scopes'][number];

/** Whether whoever is logged in may do something, as the hub said at log-in. Only to save people a refusal: the hub decides each call. */
export function useMay(scope: Scope): boolean {
  const session = useStore(sessionStore);
  return session.status === 'in' && session.identity.scopes.includes(scope);
}
