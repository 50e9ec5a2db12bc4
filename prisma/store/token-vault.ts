import { setTimeout as wait } from 'node:timers/promises';
import type { AccessToken, RefreshToken, TokenRequest, TokenVault } from '../../connectors/contract.ts';
import type { Cipher } from './cipher.ts';
import type { Database, SqlClient } from './database.ts';

/** A token is not used up to its last second: the call takes time, and two clocks are never the same. */
const BEFORE_END_S = 300;
/** Between two renewals of a token: a platform that refuses every token is not asked for one after the other without end. */
const RENEWAL_PAUSE_MS = 2_000;

export interface VaultOwner {
  merchantId: string;
  connectionId: string;
}

interface KnownToken {
  value: string;
  lasts: boolean;
  /** How much of the pause after its renewal is left. */
  pauseMs: number;
  /** What renews it, as long as that lives. */
  refresh?: RefreshToken;
}

/** @returns the vault of any connection. Within this process, callers who want the same token wait for one of them. */
export function openTokenVaults(database: Database): (owner: VaultOwner) => TokenVault {
  const underWay = new Map<string, Promise<string>>();

  function once(key: string, run: () => Promise<string>): Promise<string> {
    const known = underWay.get(key);
    if (known) return known;
    const token = run().finally(() => underWay.delete(key));
    underWay.set(key, token);
    return token;
  }

  return (owner) => ({
    async token(request) {
      const known = await database.withMerchantSql(owner.merchantId, (client) =>
        readToken(client, database.cipher, owner, request.holder),
      );
      if (known && serves(known, request)) return known.value;
      if (known && known.pauseMs > 0) await wait(known.pauseMs);
      const key = JSON.stringify([owner.connectionId, request.holder, request.rejected]);
      return once(key, () => renew(database, owner, request));
    },
  });
}

/**
 * Under a lock that all processes share. It is held while the platform is asked: whoever waits for it needs the answer, and if this
 * process dies, the lock ends with its connection.
 */
function renew(database: Database, owner: VaultOwner, request: TokenRequest): Promise<string> {
  return database.withMerchantSql(
    owner.merchantId,
    async (client) => {
      const known = await readToken(client, database.cipher, owner, request.holder);
      if (known && serves(known, request)) return known.value;
      const minted = await request.mint(known !== null, known?.refresh);
      await saveToken(client, database.cipher, owner, request.holder, minted, known !== null);
      return minted.value;
    },
    { lock: `token ${owner.connectionId} ${request.holder}` },
  );
}

/** A platform whose tokens never last long gets some use out of each. */
function serves({ value, lasts, pauseMs }: KnownToken, { rejected }: TokenRequest): boolean {
  return value !== rejected && (lasts || pauseMs > 0);
}

interface TokenRow {
  token_encrypted: Buffer;
  lasts: boolean;
  pause_ms: number;
  refresh_encrypted: Buffer | null;
  refresh_expires_at: Date | null;
}

async function readToken(
  client: SqlClient,
  cipher: Cipher,
  { merchantId, connectionId }: VaultOwner,
  holder: string,
): Promise<KnownToken | null> {
  const { rows } = await client.query<TokenRow>({
    name: 'read-token',
    text: `SELECT token_encrypted, expires_at > clock_timestamp() + $4 * interval '1 second' AS lasts,
                  least($5, greatest(0, coalesce($5 - extract(epoch FROM clock_timestamp() - renewed_at) * 1000, 0)))::int AS pause_ms,
                  CASE WHEN refresh_expires_at > clock_timestamp() THEN refresh_encrypted END AS refresh_encrypted, refresh_expires_at
           FROM connection_tokens WHERE merchant_id = $1 AND connection_id = $2 AND holder = $3`,
    values: [merchantId, connectionId, holder, BEFORE_END_S, RENEWAL_PAUSE_MS],
  });
  const row = rows[0];
  if (!row) return null;
  const value = cipher.open(row.token_encrypted, tokenContext(connectionId, holder));
  const { refresh_encrypted: sealed, refresh_expires_at: expiresAt } = row;
  const refresh =
    sealed && expiresAt ? { value: cipher.open(sealed, refreshContext(connectionId, holder)), expiresAt } : undefined;
  return { value, lasts: row.lasts, pauseMs: row.pause_ms, ...(refresh ? { refresh } : {}) };
}

async function saveToken(
  client: SqlClient,
  cipher: Cipher,
  { merchantId, connectionId }: VaultOwner,
  holder: string,
  { value, expiresAt, refresh }: AccessToken,
  renewed: boolean,
): Promise<void> {
  await client.query(
    `INSERT INTO connection_tokens (connection_id, holder, merchant_id, token_encrypted, expires_at, refresh_encrypted, refresh_expires_at)
     VALUES ($1, $2, $3, $4, $5, $7, $8)
     ON CONFLICT (connection_id, holder) DO UPDATE
     SET token_encrypted = excluded.token_encrypted, expires_at = excluded.expires_at,
         refresh_encrypted = excluded.refresh_encrypted, refresh_expires_at = excluded.refresh_expires_at,
         renewed_at = CASE WHEN $6 THEN clock_timestamp() END`,
    [
      connectionId,
      holder,
      merchantId,
      cipher.seal(value, tokenContext(connectionId, holder)),
      expiresAt,
      renewed,
      refresh ? cipher.seal(refresh.value, refreshContext(connectionId, holder)) : null,
      refresh?.expiresAt ?? null,
    ],
  );
}

export function tokenContext(connectionId: string, holder: string): string {
  return `connection.token ${connectionId} ${holder}`;
}

export function refreshContext(connectionId: string, holder: string): string {
  return `connection.refresh ${connectionId} ${holder}`;
}
