import type { ShopAccess } from '../contract.ts';
import { callRemote } from '../http.ts';
import { TIMEOUT_MS, tokenOf } from './access-token.ts';
import { type Answer, readAnswer } from './answers.ts';
import type { YouzanConfig } from './config.ts';
import { isTokenRefusal } from './error-codes.ts';

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
