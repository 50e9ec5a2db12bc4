import type { SqlClient } from '../../../prisma/store/database.ts';
import type { EndpointWish } from '../../../prisma/store/webhook-endpoints.ts';
import { readShops } from '../../../prisma/store/shops.ts';
import type { HubContext } from '../../context.ts';
import { mustBeCallable } from '../../outgoing-url.ts';
import { Problem } from '../../problem.ts';

/** @throws Problem `invalid-request` for an address that is never called, `not-found` for a shop of somebody else. */
export async function checkWish(context: HubContext, client: SqlClient, wish: EndpointWish): Promise<void> {
  mustBeCallable(context, wish.url, '/body/url');
  if (wish.shopIds.length === 0) return;
  const ours = new Set((await readShops(client)).map((shop) => shop.id));
  if (wish.shopIds.some((id) => !ours.has(id))) throw new Problem('not-found', 'There is no such shop.');
}
