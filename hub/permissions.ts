import type { Identity, StoredIdentity } from '../prisma/store/identities.ts';
import { Problem } from './problem.ts';
import type { Scope, ScopeRule, SpecDocument } from './spec.ts';

/**
 * Whoever was found in the database, with what they may do: a person by their role, a key by its own scopes. The rules are `x-scopes` of
 * the API's description; which scope an operation needs is its `security` there. Nothing else decides.
 */
export function withScopes(stored: StoredIdentity, rules: SpecDocument['x-scopes']): Identity {
  const scopes = (Object.entries(rules) as [Scope, ScopeRule][]).flatMap(([scope, rule]) => {
    if (rule.peopleOnly && stored.kind !== 'user') return [];
    if (rule.wholeMerchant && stored.shopIds) return [];
    const has = stored.ownScopes ? stored.ownScopes.includes(scope) : rule.roles.includes(stored.role);
    return has ? [scope] : [];
  });
  return { ...stored, scopes };
}

export function may(identity: Identity, scope: Scope): boolean {
  return identity.scopes.includes(scope);
}

/** @throws Problem `forbidden`. */
export function mustBeAllowed(identity: Identity, scope: Scope): void {
  if (may(identity, scope)) return;
  const who = identity.kind === 'user' ? `Role ${identity.role}` : 'This key';
  throw new Problem('forbidden', `${who} does not have scope ${scope}.`, { reasonCode: 'role_not_allowed' });
}
