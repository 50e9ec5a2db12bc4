import type { AccessToken } from '../contract.ts';
import { callRemote } from '../http.ts';
import { readFields } from './answers.ts';
import type { AccountAccess } from './config.ts';
import { tokenAnswer } from './wire.ts';

const TIMEOUT_MS = 8_000;
const NAME = 'cgi-bin/stable_token';

/** One token for an account, shared by all processes: however many ask, WeChat is asked once (protocol notes 1). */
export function tokenOf(access: AccountAccess, rejected?: string): Promise<string> {
  return access.tokens.token({
    holder: '',
    mint: async (renew) => {
      const minted = await mint(access);
      // A forced one ends the one before and is given twenty times a day, so only where the refused one comes back.
      return renew && minted.value === rejected ? mint(access, true) : minted;
    },
    ...(rejected === undefined ? {} : { rejected }),
  });
}

/** `stable_token`. It gives the same token again until five minutes before its end. */
export function mint({ config, gate }: AccountAccess, force = false): Promise<AccessToken> {
  const { appid, secret, baseUrl } = config;
  const askedAt = Date.now();
  return callRemote({
    method: 'POST',
    url: `${baseUrl}/${NAME}`,
    headers: { 'Content-Type': 'application/json' },
    data: JSON.stringify({ grant_type: 'client_credential', appid, secret, force_refresh: force }),
    timeoutMs: TIMEOUT_MS,
    // Whoever waits for the same token needs this answer, so no single caller may give it up.
    signal: new AbortController().signal,
    acts: false,
    gate,
    read: (remote) => {
      const asked = { name: NAME, acts: false, refusal: 'unauthorized' } as const;
      const { access_token, expires_in } = readFields(tokenAnswer, asked, remote);
      return { value: access_token, expiresAt: new Date(askedAt + Number(expires_in) * 1000) };
    },
  });
}
