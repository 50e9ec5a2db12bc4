import { mintAuthorised } from '../authorised-token.ts';
import type { AccessToken, RefreshToken } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import { callRemote } from '../http.ts';
import { read, readAnswer } from './answers.ts';
import { TAKE_AWAY, type TsccAccess } from './config.ts';
import { signedForm } from './signed-form.ts';
import type { Params } from './signing.ts';
import { tokenData } from './wire.ts';

const TIMEOUT_MS = 8_000;
/** **?** How long a refresh token lives is not said; one that is over is refused, and then the merchant consents again. */
const REFRESH_LIFE_MS = 60 * 24 * 3600_000;
/** A token that was typed in does not say when it ends; those of the older binding never do. 4001 tells when it is over. */
const TYPED_LIFE_MS = 20 * 365 * 24 * 3600_000;

/** The token of this shop for take-away: all processes share what one of them got, because a new one may end the one before. */
export function tokenOf(access: TsccAccess, rejected?: string): Promise<string> {
  return access.tokens.token({
    holder: `${access.platformShopId} ${TAKE_AWAY}`,
    mint: (_renew, refresh) => mint(access, rejected, refresh),
    ...(rejected === undefined ? {} : { rejected }),
  });
}

/**
 * What came with the last token renews it; a merchant who has consented anew left a code or a token of its own in the connection.
 * A token that was typed in goes first while nothing has come with another.
 */
async function mint(access: TsccAccess, rejected?: string, refresh?: RefreshToken): Promise<AccessToken> {
  const { appAuthToken, refreshToken, code } = access.config;
  const typed =
    appAuthToken === undefined || appAuthToken === rejected ? undefined : typedToken(appAuthToken, refreshToken);
  if (typed && refresh === undefined) return typed;
  try {
    return await mintAuthorised(
      { newest: refresh, entered: refreshToken, code },
      {
        renew: ({ value }) =>
          ask(access, 'oauth/refresh', { grantType: 'refresh_token', refreshToken: value, scope: 'all' }),
        redeem: (fresh) => ask(access, 'oauth/token', { grantType: 'authorization_code', code: fresh }),
        refreshLifeMs: REFRESH_LIFE_MS,
      },
    );
  } catch (error) {
    if (typed && error instanceof ConnectorError && error.kind === 'unauthorized') return typed;
    throw error;
  }
}

function typedToken(value: string, refreshToken: string | undefined): AccessToken {
  const expiresAt = new Date(Date.now() + TYPED_LIFE_MS);
  return { value, expiresAt, ...(refreshToken === undefined ? {} : { refresh: { value: refreshToken, expiresAt } }) };
}

/** These two calls go without `version` and `biz` (B1). */
function ask({ config, gate }: TsccAccess, path: string, fields: Params): Promise<AccessToken> {
  const askedAt = Date.now();
  const asked = { path, acts: false };
  return callRemote({
    ...signedForm(config, path, { ...fields, businessId: TAKE_AWAY }),
    timeoutMs: TIMEOUT_MS,
    // Whoever waits for the same token needs this answer, so no single caller may give it up.
    signal: new AbortController().signal,
    acts: false,
    gate,
    read: (remote) => {
      const { data } = refusedAsUnauthorized(() => readAnswer(asked, remote));
      const { accessToken, refreshToken, expireIn } = read(tokenData, data, path);
      return {
        value: accessToken,
        expiresAt: new Date(askedAt + Number(expireIn) * 1000),
        ...(refreshToken === undefined
          ? {}
          : { refresh: { value: refreshToken, expiresAt: new Date(askedAt + REFRESH_LIFE_MS) } }),
      };
    },
  });
}

/** Whatever a token call is refused with, the merchant's consent is no longer good for it. */
function refusedAsUnauthorized<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.kind !== 'rejected') throw error;
    const { platformCode = '', platformMessage = '' } = error;
    throw new ConnectorError('unauthorized', error.message, { platformCode, platformMessage });
  }
}
