import { mintAuthorised } from '../authorised-token.ts';
import type { AccessToken, RefreshToken } from '../contract.ts';
import { callRemote } from '../http.ts';
import { parseWire } from '../wire-format.ts';
import { readAnswer, understood } from './answers.ts';
import type { VoucherAccess } from './config.ts';
import { tokenAnswer } from './wire.ts';

export const TIMEOUT_MS = 8_000;
const DAY_MS = 24 * 3600_000;
/** **?** How long what was entered by hand lives is not documented; the platform's refusal ends it earlier. */
const ENTERED_SESSION_LIFE_MS = 30 * DAY_MS;
const REFRESH_LIFE_MS = 365 * DAY_MS;

/** One session for all shops of the merchant and all processes: refreshes are few, and a new one ends the one before. */
export function sessionOf(access: VoucherAccess, rejected?: string): Promise<string> {
  return access.tokens.token({
    holder: '',
    mint: (renew, refresh) => mint(access, renew, refresh),
    ...(rejected === undefined ? {} : { rejected }),
  });
}

async function mint(access: VoucherAccess, renew: boolean, newest?: RefreshToken): Promise<AccessToken> {
  const { access: by, session, refresh_token: entered, auth_code: code } = access.config;
  if (by === 'session' && session !== undefined && !renew && newest === undefined) {
    const now = Date.now();
    const refresh = entered && { value: entered, expiresAt: new Date(now + REFRESH_LIFE_MS) };
    return { value: session, expiresAt: new Date(now + ENTERED_SESSION_LIFE_MS), ...(refresh ? { refresh } : {}) };
  }
  return mintAuthorised(
    { newest, entered: by === 'session' ? entered : undefined, code: by === 'code' ? code : undefined },
    {
      renew: ({ value }) => ask(access, { grant_type: 'refresh_token', refresh_token: value }),
      redeem: (fresh) => ask(access, { grant_type: 'authorization_code', auth_code: fresh }),
      refreshLifeMs: REFRESH_LIFE_MS,
    },
  );
}

function ask({ config, gate }: VoucherAccess, how: Readonly<Record<string, string>>): Promise<AccessToken> {
  const { app_key, app_secret, baseUrl } = config;
  const asked = { name: 'oauth/token', acts: false };
  return callRemote({
    method: 'POST',
    url: `${baseUrl}/router/oauth/token`,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    data: new URLSearchParams({ app_key, app_secret, ...how }).toString(),
    timeoutMs: TIMEOUT_MS,
    // Whoever waits for the same session needs this answer, so no single caller may give it up.
    signal: new AbortController().signal,
    acts: false,
    gate,
    read: (remote) => {
      const answer = readAnswer(asked, remote);
      const token = understood(asked, remote, () => parseWire(tokenAnswer, answer, asked.name));
      const { access_token, expires_in, refresh_token } = token;
      const refresh = refresh_token && { value: refresh_token, expiresAt: new Date(Date.now() + REFRESH_LIFE_MS) };
      return {
        value: access_token,
        expiresAt: new Date(Date.now() + Number(expires_in) * 1000),
        ...(refresh ? { refresh } : {}),
      };
    },
  });
}
