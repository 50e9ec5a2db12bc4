import { mintAuthorised } from '../authorised-token.ts';
import type { AccessToken, RefreshToken, ShopAccess } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import { callRemote, type RemoteAnswer } from '../http.ts';
import { parseWire } from '../wire-format.ts';
import { readAnswer, understood } from './answers.ts';
import type { YouzanConfig } from './config.ts';
import { tokenData } from './wire.ts';

/** Youzan itself gives up after five seconds (protocol notes 8). */
export const TIMEOUT_MS = 8_000;
/** How long a refresh token lives (protocol notes 1). */
const REFRESH_LIFE_MS = 28 * 24 * 3600_000;

type YouzanAccess = ShopAccess<YouzanConfig>;

/** One token for all processes: a forced renewal kills the one before. */
export function tokenOf(access: YouzanAccess, rejected?: string): Promise<string> {
  return access.tokens.token({
    holder: access.platformShopId,
    mint: (renew, refresh) => mint(access, renew, refresh),
    ...(rejected === undefined ? {} : { rejected }),
  });
}

/** A merchant's own app: without `renew` the token in force is given once more, with it the old one dies at once (protocol notes 1). */
export function mint(access: YouzanAccess, renew: boolean, newest?: RefreshToken): Promise<AccessToken> {
  const { access: kind, refresh_token: entered, code, redirect_uri } = access.config;
  if (kind === 'own') return ask(access, { authorize_type: 'silent', grant_id: access.platformShopId, refresh: renew });
  return mintAuthorised(
    { newest, entered, code },
    {
      renew: ({ value }) => ask(access, { authorize_type: 'refresh_token', refresh_token: value }),
      redeem: (fresh) =>
        ask(access, {
          authorize_type: 'authorization_code',
          code: fresh,
          ...(redirect_uri === undefined ? {} : { redirect_uri }),
        }),
      refreshLifeMs: REFRESH_LIFE_MS,
    },
  );
}

function ask(
  { config, platformShopId, gate }: YouzanAccess,
  how: Readonly<Record<string, string | boolean>>,
): Promise<AccessToken> {
  const { client_id, client_secret, baseUrl } = config;
  return callRemote({
    method: 'POST',
    url: `${baseUrl}/auth/token`,
    headers: { 'Content-Type': 'application/json' },
    data: { client_id, client_secret, ...how },
    timeoutMs: TIMEOUT_MS,
    // Whoever waits for the same token needs this answer, so no single caller may give it up.
    signal: new AbortController().signal,
    acts: false,
    gate,
    read: (remote) => readToken(platformShopId, remote),
  });
}

function readToken(platformShopId: string, remote: RemoteAnswer): AccessToken {
  const { data } = readAnswer({ name: 'auth/token', acts: false }, remote);
  const token = understood('auth/token', false, remote, () => parseWire(tokenData, data, 'auth/token'));
  if (token.authority_id !== undefined && token.authority_id !== platformShopId)
    throw new ConnectorError('unauthorized', 'auth/token: the token is of another shop');
  const refresh = token.refresh_token && {
    value: token.refresh_token,
    expiresAt: new Date(Date.now() + REFRESH_LIFE_MS),
  };
  return { value: token.access_token, expiresAt: new Date(Number(token.expires)), ...(refresh ? { refresh } : {}) };
}
