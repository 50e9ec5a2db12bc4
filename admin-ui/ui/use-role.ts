import { sessionStore } from '../api/session.ts';
import type { Identity } from '../api/types.ts';
import { useStore } from '../util/store.ts';

/** Whether whoever is logged in has one of the roles. */
export function useHasRole(roles: readonly Identity['role'][]): boolean {
  const session = useStore(sessionStore);
  return session.status === 'in' && roles.includes(session.identity.role);
}
