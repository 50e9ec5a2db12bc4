import { callRemote } from '../http.ts';
import { tokenOf } from './access-token.ts';
import { type Answer, readAnswer } from './answers.ts';
import type { WeidianAccess } from './config.ts';
import { isTokenRefusal } from './error-codes.ts';

const TIMEOUT_MS = 8_000;

export interface Call {
  /** `vdian.order.get`; the version belongs to the name. */
  method: string;
  version: string;
  param: Readonly<Record<string, unknown>>;
  /** True when a repeat would act a second time. */
  acts: boolean;
  signal: AbortSignal;
}

/**
 * One call with the shop's token. A token that is refused is renewed once; it is refused before anything acts, so the call may be sent
 * again. A token that is refused after that is not the trouble.
 * @throws ConnectorError
 */
export async function callWeidian(access: WeidianAccess, call: Call): Promise<Answer> {
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

/** @param token null for the one call that goes without: the key of sensitive fields (protocol notes 2.1). */
export function send({ config, gate }: WeidianAccess, call: Call, token: string | null): Promise<Answer> {
  const { method, version, param, acts, signal } = call;
  const common = { method, ...(token === null ? {} : { access_token: token }), version, format: 'json' };
  return callRemote({
    method: 'POST',
    url: `${config.baseUrl}/api`,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    data: formOf(param, common),
    timeoutMs: TIMEOUT_MS,
    signal,
    acts,
    gate,
    read: (remote) => readAnswer({ name: method, acts }, remote),
  });
}

/** Two fields of JSON text, encoded once (protocol notes 2). */
export function formOf(param: object, common: object): string {
  return `param=${encodeURIComponent(JSON.stringify(param))}&public=${encodeURIComponent(JSON.stringify(common))}`;
}
