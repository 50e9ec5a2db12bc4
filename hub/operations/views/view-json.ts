import type { components } from '../../../openapi/generated/schema.ts';
import type { Identity } from '../../../prisma/store/identities.ts';
import type { SavedView } from '../../../prisma/store/saved-views.ts';
import { tagOf } from '../../if-match.ts';
import { may } from '../../permissions.ts';
import { Problem } from '../../problem.ts';

export function viewJson(view: SavedView, identity: Identity): components['schemas']['SavedView'] {
  const { id, name, search, shared, ownerName } = view;
  return {
    id,
    etag: tagOf(name, search, shared),
    name,
    search,
    shared,
    ownerName,
    mayChange: mayChange(view, identity),
  };
}

/** Whoever made a view, and for a shared one whoever runs the shop. */
export function mayChange(view: SavedView, identity: Identity): boolean {
  if (view.ownerId === identity.id) return true;
  return view.shared && may(identity, 'shops:write');
}

/** A view that the caller may change. @throws Problem `not-found` also for another person's own view, whose name is theirs alone. */
export function changeable(view: SavedView | null, identity: Identity): SavedView {
  if (!view || (view.ownerId !== identity.id && !view.shared)) throw new Problem('not-found', 'There is no such view.');
  if (mayChange(view, identity)) return view;
  throw new Problem('forbidden', 'This view is of somebody else.', { reasonCode: 'role_not_allowed' });
}

export function viewConflict(): Problem {
  return new Problem('view-conflict', 'There is a view of this name already, or there are 50 views.');
}
