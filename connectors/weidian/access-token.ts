import { mintAuthorised } from '../authorised-token.ts';
import type { AccessToken, RefreshToken } from '../contract.ts';
import { callRemote } from '../http.ts';
import { readAnswer, readResult } from './answers.ts';
import { tokenBaseUrl, type WeidianAccess } from './config.ts';
import { tokenResult } from './wire.ts';

const TIMEOUT_MS = 8_000;
/** Where the answer does not say how long a refresh token lives (protocol notes 1: about 30 days). */
const REFRESH_LIFE_MS = 30 * 24 * 3600_000;

/** The number of token calls is limited, so all processes share what one of them got. An own app has one shop and one token. */
export function tokenOf(access: WeidianAccess, rejected?: string): Promise<string> {
  const { config, platformShopId, tokens } = access;
  return tokens.token({
    holder: config.access === 'service' ? platformShopId : '',
    mint: (_renew, refresh) => mint(access, refresh),
    ...(rejected === undefined ? {} : { rejected }),
  });
}

/** Asks for a token. Also tells whether the credentials are right: a token in the vault outlives them. */
export function mint(access: WeidianAccess, refresh?: RefreshToken): Promise<AccessToken> {
  const { appkey, secret, access: kind, refresh_token: entered, code } = access.config;
  if (kind !== 'service') return ask(access, 'token', { grant_type: 'client_credential', appkey, secret });
  return mintAuthorised(
    { newest: refresh, entered, code },
    {
      renew: ({ value, expiresAt }) =>
        ask(access, 'oauth2/refresh_token', { appkey, grant_type: 'refresh_token', refresh_token: value }, expiresAt),
      redeem: (fresh) =>
        ask(access, 'oauth2/access_token', { appkey, secret, code: fresh, grant_type: 'authorization_code' }),
      refreshLifeMs: REFRESH_LIFE_MS,
    },
  );
}

/** @param refreshEnd when a refresh token ends of which the answer does not say so: renewing answers `refreshExpireTime` null. */
function ask(
  { config, gate }: WeidianAccess,
  path: 'token' | 'oauth2/access_token' | 'oauth2/refresh_token',
  params: Readonly<Record<string, string>>,
  refreshEnd = new Date(Date.now() + REFRESH_LIFE_MS),
): Promise<AccessToken> {
  const askedAt = Date.now();
  return callRemote({
    method: 'GET',
    url: `${tokenBaseUrl(config)}/${path}?${new URLSearchParams(params).toString()}`,
    timeoutMs: TIMEOUT_MS,
    // Whoever waits for the same token needs this answer, so no single caller may give it up.
    signal: new AbortController().signal,
    acts: false,
    gate,
    read: (remote) => {
      const answered = readAnswer({ name: path, acts: false, refusal: 'unauthorized' }, remote);
      const { access_token, expire_in, refresh_token, refreshExpireTime } = readResult(tokenResult, answered, path);
      const end = refreshExpireTime === undefined ? refreshEnd : new Date(Number(refreshExpireTime));
      return {
        value: access_token,
        expiresAt: new Date(askedAt + Number(expire_in) * 1000),
        ...(refresh_token === undefined ? {} : { refresh: { value: refresh_token, expiresAt: end } }),
      };
    },
  });
}
