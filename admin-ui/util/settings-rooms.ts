import type { Identity } from '../api/types.ts';
import { paths } from './path-builder.ts';

type Scope = Identity['scopes'][number];

/** The rooms of the settings in their order, each with what it takes to be in it. The own account is everybody's. */
export const SETTINGS_ROOMS = [
  { name: 'webhooks', to: paths.webhooks(), scope: 'webhooks:read' },
] as const satisfies readonly {
  name: string;
  to: string;
  scope: Scope;
}[];

/** The rooms for somebody with these scopes. */
export function settingsRoomsFor(scopes: readonly Scope[]) {
  return SETTINGS_ROOMS.filter(({ scope }) => scopes.includes(scope));
}
