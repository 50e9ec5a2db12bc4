import { SharedGate } from '../connectors/call-gate.ts';
import type { SalesChannel, ShopAccess } from '../connectors/contract.ts';
import { channelOf } from '../connectors/registry.ts';
import { readConnection } from '../prisma/store/connections.ts';
import type { Database, SqlClient } from '../prisma/store/database.ts';
import { openGateRows } from '../prisma/store/gate-rows.ts';
import type { OrderContext } from '../prisma/store/orders.ts';
import { openTokenVaults } from '../prisma/store/token-vault.ts';

/** A shop's platform, and what it takes to call it. */
export interface OpenShop {
  shop: OrderContext['shop'];
  channel: SalesChannel;
  access: ShopAccess;
}

/** Gates of this process: each counts the calls of its connection, so there is one of each. */
const gates = new WeakMap<Database, Map<string, SharedGate>>();

/** @returns opens a shop for calls to its platform, as its merchant. */
export function shopOpener(database: Database) {
  const vaultOf = openTokenVaults(database);
  const known = gates.get(database) ?? new Map<string, SharedGate>();
  gates.set(database, known);
  return async (client: SqlClient, { shop }: OrderContext): Promise<OpenShop> => {
    const connection = await readConnection(client, database.cipher, shop.connectionId);
    if (!connection) throw new Error(`shop ${shop.id} has no connection`);
    const channel = channelOf(shop.platform);
    const owner = { merchantId: shop.merchantId, connectionId: connection.id };
    const gate = known.get(connection.id) ?? new SharedGate(openGateRows(database, owner));
    known.set(connection.id, gate);
    const config = channel.parseConfig(connection.config);
    return { shop, channel, access: { config, platformShopId: shop.platformShopId, tokens: vaultOf(owner), gate } };
  };
}
