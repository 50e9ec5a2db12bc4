import { callRemote } from '../http.ts';
import { tokenOf } from './access-token.ts';
import { type Answer, readAnswer } from './answers.ts';
import type { AccountAccess } from './config.ts';
import { type ErrorTable, isTokenRefusal } from './error-codes.ts';

const TIMEOUT_MS = 8_000;

export interface Call {
  /** `channels/ec/order/get`. */
  path: string;
  body: Readonly<Record<string, unknown>>;
  /** True when a repeat would act a second time. */
  acts: boolean;
  /** Of its family, beside those that all of WeChat shares. */
  codes?: ErrorTable;
  signal: AbortSignal;
}

/**
 * One call with the account's token. A token that is refused is renewed once; it is refused before anything acts, so the call may be sent
 * again. A token that is refused after that is not the trouble.
 * @throws ConnectorError
 */
export async function callWechat(access: AccountAccess, call: Call): Promise<Answer> {
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
  { config, gate }: AccountAccess,
  { path, body, acts, codes, signal }: Call,
  token: string,
): Promise<Answer> {
  return callRemote({
    method: 'POST',
    url: `${config.baseUrl}/${path}?access_token=${encodeURIComponent(token)}`,
    headers: { 'Content-Type': 'application/json' },
    data: JSON.stringify(body),
    timeoutMs: TIMEOUT_MS,
    signal,
    acts,
    gate,
    read: (remote) => readAnswer({ name: path, acts, ...(codes ? { codes } : {}) }, remote),
  });
}
