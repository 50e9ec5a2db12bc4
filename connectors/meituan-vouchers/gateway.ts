import { formatBeijing } from '../beijing-time.ts';
import { callRemote } from '../http.ts';
import { sessionOf, TIMEOUT_MS } from './access-token.ts';
import { readAnswer, understood } from './answers.ts';
import type { VoucherAccess } from './config.ts';
import { isSessionOver } from './error-codes.ts';
import { sign } from './signing.ts';

export interface Call<T> {
  /** Below `/router/`. */
  path: string;
  params: Readonly<Record<string, string>>;
  acts: boolean;
  signal: AbortSignal;
  /** Reads `data`. @throws MalformedError */
  read: (data: unknown) => T;
}

/**
 * One signed call under the session. A session that is over is renewed once; it is refused before anything acts, so the call may be sent
 * again. @throws ConnectorError
 */
export async function callVouchers<T>(access: VoucherAccess, call: Call<T>): Promise<T> {
  const session = await sessionOf(access);
  try {
    return await send(access, call, session);
  } catch (error) {
    if (!isSessionOver(error)) throw error;
    const renewed = await sessionOf(access, session);
    if (renewed === session) throw error;
    return send(access, call, renewed);
  }
}

function send<T>({ config, gate }: VoucherAccess, call: Call<T>, session: string): Promise<T> {
  const { path, acts, signal } = call;
  const params: Record<string, string> = {
    app_key: config.app_key,
    session,
    timestamp: formatBeijing(new Date()),
    format: 'json',
    v: '1',
    sign_method: 'MD5',
    ...call.params,
  };
  const asked = { name: path, acts };
  return callRemote({
    method: 'POST',
    url: `${config.baseUrl}/router/${path}`,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    data: new URLSearchParams({ ...params, sign: sign(params, config.app_secret) }).toString(),
    timeoutMs: TIMEOUT_MS,
    signal,
    acts,
    gate,
    read: (remote) => {
      const { data } = readAnswer(asked, remote);
      return understood(asked, remote, () => call.read(data));
    },
  });
}
