import type { Identity, Role } from '../prisma/store/identities.ts';
import { Problem } from './problem.ts';

/** Who may do what. Reading orders is open to every role of the merchant. */
const permissions = {
  'handle orders': ['owner', 'admin', 'front_desk', 'staff'],
  'handle parked messages': ['owner', 'admin', 'front_desk'],
  'change shops': ['owner', 'admin'],
} as const satisfies Record<string, readonly Role[]>;

/** @throws Problem `forbidden`. */
export function mustBeAllowed(identity: Identity, what: keyof typeof permissions): void {
  if ((permissions[what] as readonly Role[]).includes(identity.role)) return;
  throw new Problem('forbidden', `Role ${identity.role} may not ${what}.`, { reasonCode: 'role_not_allowed' });
}
