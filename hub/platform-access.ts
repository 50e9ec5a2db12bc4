import { SharedGate } from '../connectors/call-gate.ts';
import type { ShopAccess } from '../connectors/contract.ts';
import type { Database } from '../prisma/store/database.ts';
import { openGateRows } from '../prisma/store/gate-rows.ts';
import { openTokenVaults, type VaultOwner } from '../prisma/store/token-vault.ts';

export type PlatformAccess = (owner: VaultOwner) => Pick<ShopAccess, 'tokens' | 'gate'>;

/** What a call of this process to a platform shares with the calls of all others: tokens, and the gate of the connection. */
export function openPlatformAccess(database: Database): PlatformAccess {
  const vaultOf = openTokenVaults(database);
  const gates = new Map<string, SharedGate>();
  return (owner) => {
    const gate = gates.get(owner.connectionId) ?? new SharedGate(openGateRows(database, owner));
    gates.set(owner.connectionId, gate);
    return { tokens: vaultOf(owner), gate };
  };
}
