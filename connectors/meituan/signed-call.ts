import type { MeituanConfig } from './config.ts';
import { type Params, sign } from './signing.ts';

export interface WireCall {
  /** GET unless said otherwise; of a POST the parameters go into the body, the system's own stay in the query (A2 no. 5). */
  method?: 'GET' | 'POST';
  path: string;
  params: Params;
}

/** Address, query and body of a call, signed over all of its parameters. */
export function signedCall(config: MeituanConfig, { method = 'GET', path, params }: WireCall, token: Params = {}) {
  const url = `${config.baseUrl}/api/v1/${path}`;
  const system = { ...token, app_id: config.app_id, timestamp: String(Math.floor(Date.now() / 1000)) };
  const sig = sign(url, { ...params, ...system }, config.secret);
  const own = new URLSearchParams({ ...params });
  const query = new URLSearchParams({ ...(method === 'GET' ? params : {}), ...system, sig });
  return {
    method,
    url: `${url}?${query.toString()}`,
    ...(method === 'GET'
      ? {}
      : { data: own.toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded;charset=utf-8' } }),
  };
}
