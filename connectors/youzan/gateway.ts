import type { z } from 'zod';
import { MalformedError } from '../../domain/errors.ts';
import type { AccessToken, ShopAccess } from '../contract.ts';
import { ConnectorError } from '../errors.ts';
import { callRemote, type RemoteAnswer } from '../http.ts';
import { parseWire, readJson } from '../wire-format.ts';
import type { YouzanConfig } from './config.ts';
import { failure, isTokenRefusal } from './error-codes.ts';
import { answer, isRecord, tokenData } from './wire.ts';

/** Youzan itself gives up after five seconds (protocol notes 8). */
const TIMEOUT_MS = 8_000;

export interface Call {
  /** `youzan.trade.get`; the version belongs to the name. */
  api: string;
  version: string;
  body: Readonly<Record<string, unknown>>;
  /** True when a repeat would act a second time. */
  acts: boolean;
  signal: AbortSignal;
}

/**
 * One call with the shop's token. A token that is refused is renewed once; the gateway refuses before anything acts, so the call may be
 * sent again. A token that is refused after that is not the trouble.
 * @throws ConnectorError
 */
export async function callYouzan(access: ShopAccess<YouzanConfig>, call: Call): Promise<Answer> {
  const token = await tokenOf(access);
  try {
    return await send(access, call, token);
  } catch (error) {
    if (!isTokenRefusal(error)) throw error;
    const renewed = await tokenOf(access, token);
    if (renewed === token) throw error;
    return send(access, call, renewed);
  }
}

function tokenOf(access: ShopAccess<YouzanConfig>, rejected?: string): Promise<string> {
  return access.tokens.token({
    holder: access.platformShopId,
    mint: (renew) => mint(access, renew),
    ...(rejected === undefined ? {} : { rejected }),
  });
}

/** A merchant's own app: without `renew` the token in force is given once more, with it the old one dies at once (protocol notes 1). */
export function mint({ config, platformShopId, gate }: ShopAccess<YouzanConfig>, renew: boolean): Promise<AccessToken> {
  const { client_id, client_secret, baseUrl } = config;
  return callRemote({
    method: 'POST',
    url: `${baseUrl}/auth/token`,
    headers: { 'Content-Type': 'application/json' },
    data: { authorize_type: 'silent', client_id, client_secret, grant_id: platformShopId, refresh: renew },
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
  return { value: token.access_token, expiresAt: new Date(Number(token.expires)) };
}

function send(
  { config, gate }: ShopAccess<YouzanConfig>,
  { api, version, body, acts, signal }: Call,
  token: string,
): Promise<Answer> {
  // Anywhere but in the query the token counts as missing (protocol notes 2).
  const url = `${config.baseUrl}/api/${api}/${version}?access_token=${encodeURIComponent(token)}`;
  return callRemote({
    method: 'POST',
    url,
    headers: { 'Content-Type': 'application/json' },
    data: body,
    timeoutMs: TIMEOUT_MS,
    signal,
    acts,
    gate,
    read: (remote) => readAnswer({ name: api, acts }, remote),
  });
}

interface Answer {
  data: unknown;
  text: string;
}

interface Asked {
  name: string;
  acts: boolean;
}

/** Reads all three envelopes (protocol notes 3). What is clearly neither yes nor no is not taken for either. */
function readAnswer(asked: Asked, remote: RemoteAnswer): Answer {
  const { name, acts } = asked;
  const body: z.infer<typeof answer> = understood(name, acts, remote, () =>
    parseWire(answer, readJson(remote.text), name),
  );
  if (body.gw_err_resp) throw failure(asked, body.gw_err_resp.err_code, body.gw_err_resp.err_msg);
  if (body.error_response) {
    const { code, msg, message, sub_code, sub_msg } = body.error_response;
    throw failure(asked, sub_code ?? code, sub_msg ?? msg ?? message);
  }
  if (body.success === false) throw failure(asked, body.code ?? '', body.message);
  const data = body.success === true ? body.data : body.response;
  if (data === undefined) throw unclear(name, acts, remote);
  if (isRecord(data) && data.is_success === false) throw failure(asked, 'is_success', body.message);
  return { data, text: remote.text };
}

/** A log-in page, half a page or another shape: the call may have acted all the same. */
function understood<T>(name: string, acts: boolean, remote: RemoteAnswer, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    throw unclear(name, acts, remote);
  }
}

function unclear(name: string, acts: boolean, { status }: RemoteAnswer): ConnectorError {
  return new ConnectorError(
    acts ? 'outcome-unknown' : 'unavailable',
    `${name} answered HTTP ${status}, and not as documented`,
  );
}
