import { MalformedError } from '../../domain/errors.ts';
import type { AccessToken, RefreshToken } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import { callRemote } from '../http.ts';
import { parseWire, readJson } from '../wire-format.ts';
import type { MeituanAccess } from './config.ts';
import { failure } from './error-codes.ts';
import { signedCall } from './signed-call.ts';
import type { Params } from './signing.ts';
import { tokenAnswer } from './wire.ts';

const TIMEOUT_MS = 8_000;

/**
 * The shop's token where the app serves several merchants (`access: per_shop` of the connection); null where the app is the merchant's
 * own, which needs none (A1).
 */
export function tokenOf(access: MeituanAccess, rejected?: string): Promise<string | null> {
  if (access.config.access !== 'per_shop') return Promise.resolve(null);
  return access.tokens.token({
    holder: access.platformShopId,
    mint: (_renew, refresh) => mint(access, refresh),
    ...(rejected === undefined ? {} : { rejected }),
  });
}

/** `oauth/token` renews while the refresh token lives; the first token, and one after that, come from `oauth/authorize`. */
async function mint(access: MeituanAccess, refresh: RefreshToken | undefined): Promise<AccessToken> {
  if (!refresh) return authorize(access);
  const params = { grant_type: 'refresh_token', refresh_token: refresh.value };
  try {
    return await ask(access, 'POST', 'oauth/token', params);
  } catch (error) {
    // A refresh token that is not taken any more is no reason to stop: the shop's consent may well stand.
    if (!(error instanceof ConnectorError) || !['unauthorized', 'rejected'].includes(error.kind)) throw error;
    return authorize(access);
  }
}

function authorize(access: MeituanAccess): Promise<AccessToken> {
  const params = { app_poi_code: access.platformShopId, response_type: 'token' };
  return ask(access, 'GET', 'oauth/authorize', params);
}

function ask(
  { config, gate }: MeituanAccess,
  method: 'GET' | 'POST',
  path: string,
  params: Params,
): Promise<AccessToken> {
  return callRemote({
    ...signedCall(config, { method, path, params }),
    timeoutMs: TIMEOUT_MS,
    // Whoever waits for the same token needs this answer, so no single caller may give it up.
    signal: new AbortController().signal,
    acts: false,
    gate,
    read: (remote) => readToken(path, remote.text, Date.now()),
  });
}

/** @param askedAt the token's time runs from then, in Unix milliseconds. */
function readToken(path: string, text: string, askedAt: number): AccessToken {
  try {
    const body = parseWire(tokenAnswer, readJson(text), path);
    const { error, data } = body;
    if (error || data === 'ng') throw failure({ path, acts: false }, error?.code ?? '', error?.msg ?? '');
    // Whether the fields stand in `data` or beside it is not said; both are read.
    const { access_token, expires_in, refresh_token, re_expires_in, message } =
      typeof data === 'object' ? { ...body, ...data } : body;
    if (access_token === undefined || expires_in === undefined)
      throw new ConnectorError('unauthorized', `${path}: ${message ?? 'no token'}`);
    const until = (seconds: string) => new Date(askedAt + Number(seconds) * 1000);
    return {
      value: access_token,
      expiresAt: until(expires_in),
      ...(refresh_token === undefined
        ? {}
        : { refresh: { value: refresh_token, expiresAt: until(re_expires_in ?? expires_in) } }),
    };
  } catch (error) {
    if (error instanceof MalformedError) throw new ConnectorError('unavailable', error.message);
    throw error;
  }
}
