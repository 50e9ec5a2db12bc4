import { AddressError } from '../../../connectors/outgoing-address.ts';
import type { SqlClient } from '../../../prisma/store/database.ts';
import type { EndpointWish } from '../../../prisma/store/webhook-endpoints.ts';
import { readShops } from '../../../prisma/store/shops.ts';
import type { HubContext } from '../../context.ts';
import { Problem } from '../../problem.ts';

/**
 * What a name resolves to is judged at each attempt, because it may change; here only what the address itself says.
 * @throws Problem `invalid-request` for an address that is never called, `not-found` for a shop of somebody else.
 */
export async function checkWish({ outgoing }: HubContext, client: SqlClient, wish: EndpointWish): Promise<void> {
  try {
    outgoing.checkUrl(wish.url);
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    throw new Problem('invalid-request', `This address is not called: ${error.message}.`, {
      errors: [{ path: '/body/url', message: error.message }],
    });
  }
  if (wish.shopIds.length === 0) return;
  const ours = new Set((await readShops(client)).map((shop) => shop.id));
  if (wish.shopIds.some((id) => !ours.has(id))) throw new Problem('not-found', 'There is no such shop.');
}
