import type { TsccConfig } from './config.ts';
import { type Params, sign } from './signing.ts';

/** Address and body of a call, signed over all that the form holds (B2). */
export function signedForm({ baseUrl, developerId, signKey }: TsccConfig, path: string, fields: Params) {
  const all = { ...fields, developerId, charset: 'UTF-8', timestamp: String(Math.floor(Date.now() / 1000)) };
  return {
    method: 'POST' as const,
    url: `${baseUrl}/${path}`,
    data: new URLSearchParams({ ...all, sign: sign(all, signKey) }).toString(),
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded;charset=utf-8',
      DeveloperId: developerId,
    },
  };
}
