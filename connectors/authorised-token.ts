import type { AccessToken, RefreshToken } from './contract.ts';
import { ConnectorError } from './errors.ts';

/** What the owner of a shop gave to an app for many shops. */
export interface Authorisation {
  /** What came with the last token. */
  newest: RefreshToken | undefined;
  /** As the connection holds them: a refresh token, or the code itself, which is taken once and lives for minutes. */
  entered: string | undefined;
  code: string | undefined;
}

/** The platform's two calls. */
export interface AuthorisationCalls {
  renew: (used: RefreshToken) => Promise<AccessToken>;
  redeem: (code: string) => Promise<AccessToken>;
  /** How long a refresh token lives that was entered by hand, in ms. */
  refreshLifeMs: number;
}

/**
 * A token of an app for many shops. The newest refresh token goes first; after an owner has authorised anew it is the one of the
 * connection, or its code.
 * @throws ConnectorError `unauthorized` when the owner has to authorise the app again
 */
export async function mintAuthorised(
  { newest, entered, code }: Authorisation,
  { renew, redeem, refreshLifeMs }: AuthorisationCalls,
): Promise<AccessToken> {
  const fresh = { value: entered ?? '', expiresAt: new Date(Date.now() + refreshLifeMs) };
  const candidates = [...(newest ? [newest] : []), ...(entered && entered !== newest?.value ? [fresh] : [])];
  let refused: unknown = new ConnectorError('unauthorized', 'the owner has to authorise the app again');
  for (const candidate of candidates) {
    try {
      const renewed = await renew(candidate);
      // A platform that says nothing of the refresh token goes on taking it.
      return renewed.refresh ? renewed : { ...renewed, refresh: candidate };
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind !== 'unauthorized') throw error;
      refused = error;
    }
  }
  if (code === undefined) throw refused;
  return redeem(code);
}
