import type { Identity, Role } from '../prisma/store/identities.ts';
import { Problem } from './problem.ts';

/** Who may do what. Reading orders is open to every role of the merchant. */
const permissions = {
  'handle orders': ['owner', 'admin', 'front_desk', 'staff'],
  'handle parked messages': ['owner', 'admin', 'front_desk'],
  'change shops': ['owner', 'admin'],
  'export orders': ['owner', 'admin', 'front_desk', 'accountant'],
  'read raw messages': ['owner', 'admin'],
  'share views': ['owner', 'admin', 'front_desk'],
  'manage webhooks': ['owner', 'admin'],
} as const satisfies Record<string, readonly Role[]>;

export function mayDo(identity: Identity, what: keyof typeof permissions): boolean {
  return (permissions[what] as readonly Role[]).includes(identity.role);
}

/** @throws Problem `forbidden`. */
export function mustBeAllowed(identity: Identity, what: keyof typeof permissions): void {
  if (mayDo(identity, what)) return;
  throw new Problem('forbidden', `Role ${identity.role} may not ${what}.`, { reasonCode: 'role_not_allowed' });
}
