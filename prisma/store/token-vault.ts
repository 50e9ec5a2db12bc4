import type { AccessToken, TokenRequest, TokenVault } from '../../connectors/contract.ts';
import type { Cipher } from './cipher.ts';
import type { Database, SqlClient } from './database.ts';

/** A token is not used up to its last second: the call takes time, and two clocks are never the same. */
const BEFORE_END_S = 300;
/** A token that was renewed this recently is not renewed again: with somebody else renewing as well, it would go on for ever. */
const RENEWAL_PAUSE_S = 5;

export interface VaultOwner {
  merchantId: string;
  connectionId: string;
}

interface KnownToken {
  value: string;
  lasts: boolean;
  justRenewed: boolean;
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
      const minted = await request.mint(known !== null);
      await saveToken(client, database.cipher, owner, request.holder, minted, known !== null);
      return minted.value;
    },
    { lock: `token ${owner.connectionId} ${request.holder}` },
  );
}

function serves(known: KnownToken, { rejected }: TokenRequest): boolean {
  return known.justRenewed || (known.lasts && known.value !== rejected);
}

async function readToken(
  client: SqlClient,
  cipher: Cipher,
  { merchantId, connectionId }: VaultOwner,
  holder: string,
): Promise<KnownToken | null> {
  const { rows } = await client.query<{ token_encrypted: Buffer; lasts: boolean; just_renewed: boolean | null }>({
    name: 'read-token',
    text: `SELECT token_encrypted, expires_at > clock_timestamp() + $4 * interval '1 second' AS lasts,
                  renewed_at > clock_timestamp() - $5 * interval '1 second' AS just_renewed
           FROM connection_tokens WHERE merchant_id = $1 AND connection_id = $2 AND holder = $3`,
    values: [merchantId, connectionId, holder, BEFORE_END_S, RENEWAL_PAUSE_S],
  });
  const row = rows[0];
  if (!row) return null;
  const value = cipher.open(row.token_encrypted, tokenContext(connectionId, holder));
  return { value, lasts: row.lasts, justRenewed: row.just_renewed ?? false };
}

async function saveToken(
  client: SqlClient,
  cipher: Cipher,
  { merchantId, connectionId }: VaultOwner,
  holder: string,
  { value, expiresAt }: AccessToken,
  renewed: boolean,
): Promise<void> {
  await client.query(
    `INSERT INTO connection_tokens (connection_id, holder, merchant_id, token_encrypted, expires_at)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (connection_id, holder) DO UPDATE
     SET token_encrypted = excluded.token_encrypted, expires_at = excluded.expires_at,
         renewed_at = CASE WHEN $6 THEN clock_timestamp() END`,
    [connectionId, holder, merchantId, cipher.seal(value, tokenContext(connectionId, holder)), expiresAt, renewed],
  );
}

function tokenContext(connectionId: string, holder: string): string {
  return `connection.token ${connectionId} ${holder}`;
}
