import type { Identity } from '../api/types.ts';
import { paths } from './path-builder.ts';

type Scope = Identity['scopes'][number];

/** The rooms of the settings in their order, each with the scope that opens it. The own account is everybody's. */
const SETTINGS_ROOMS = [
  { name: 'account', to: paths.account(), scope: 'account:write' },
  { name: 'people', to: paths.people(), scope: 'people:read' },
  { name: 'keys', to: paths.keys(), scope: 'keys:read' },
  { name: 'webhooks', to: paths.webhooks(), scope: 'webhooks:read' },
  { name: 'audit', to: paths.audit(), scope: 'audit:read' },
] as const satisfies readonly { name: string; to: string; scope: Scope }[];

/** The rooms for somebody with these scopes. */
export function settingsRoomsFor(scopes: readonly Scope[]) {
  return SETTINGS_ROOMS.filter(({ scope }) => scopes.includes(scope));
}
