import { randomBytes } from 'node:crypto';
import type { WeidianApp } from './apps.ts';
import { WeidianError } from './errors.ts';

const CODE_LIFE_MS = 5 * 60_000;
const DAY_MS = 86_400_000;

export interface Token {
  accessToken: string;
  appkey: string;
  shopId: string;
  mintedAt: number;
  /** Unix milliseconds, like all moments here. */
  expiresAt: number;
}

interface Grant {
  refreshToken: string;
  appkey: string;
  shopId: string;
  expiresAt: number;
}

interface Code {
  code: string;
  appkey: string;
  shopId: string;
  expiresAt: number;
}

export interface TokenSnapshot {
  tokens: Token[];
  grants: Grant[];
  codes: Code[];
  minted: number;
}

/** Access tokens, what refreshes them, and the codes of merchants' consent. Expired tokens stay known, as their app is. */
export class TokenBook {
  readonly #tokens = new Map<string, Token>();
  readonly #grants = new Map<string, Grant>();
  readonly #codes = new Map<string, Code>();
  #minted = 0;

  /** How many tokens were ever made; a client that shares its token well makes few. */
  get minted(): number {
    return this.#minted;
  }

  find(accessToken: string): Token | undefined {
    return this.#tokens.get(accessToken);
  }

  list(nowMs: number): Token[] {
    return [...this.#tokens.values()].filter((token) => token.expiresAt > nowMs);
  }

  /** Throws 90011 when the app has asked for too many tokens within 24 hours. */
  mint(app: WeidianApp, shopId: string, nowMs: number): Token {
    const { perDayMax, lifeSeconds, newEndsOld } = app.tokens;
    const ofApp = [...this.#tokens.values()].filter((token) => token.appkey === app.appkey);
    const lately = ofApp.filter((token) => token.mintedAt > nowMs - DAY_MS);
    if (perDayMax !== undefined && lately.length >= perDayMax)
      throw new WeidianError('tooManyTokens', '获取access_token次数超过限制');
    if (newEndsOld) {
      for (const old of ofApp) if (old.shopId === shopId) old.expiresAt = Math.min(old.expiresAt, nowMs);
    }
    const expiresAt = nowMs + lifeSeconds * 1_000;
    const token = { accessToken: randomText(21), appkey: app.appkey, shopId, mintedAt: nowMs, expiresAt };
    this.#tokens.set(token.accessToken, token);
    this.#minted += 1;
    return token;
  }

  makeCode(app: WeidianApp, shopId: string, nowMs: number): Code {
    const code = { code: randomText(16), appkey: app.appkey, shopId, expiresAt: nowMs + CODE_LIFE_MS };
    this.#codes.set(code.code, code);
    return code;
  }

  /** What a service app gets for a code of consent, which works once. */
  redeem(app: WeidianApp, text: string, nowMs: number): { token: Token; grant: Grant } {
    const code = this.#codes.get(text);
    if (!code || code.appkey !== app.appkey || code.expiresAt <= nowMs)
      throw new WeidianError('deadCode', 'code已失效');
    const token = this.mint(app, code.shopId, nowMs);
    this.#codes.delete(text);
    const expiresAt = nowMs + app.tokens.refreshLifeSeconds * 1_000;
    const grant = { refreshToken: randomText(21), appkey: app.appkey, shopId: code.shopId, expiresAt };
    this.#grants.set(grant.refreshToken, grant);
    return { token, grant };
  }

  refresh(app: WeidianApp, refreshToken: string, nowMs: number): { token: Token; grant: Grant } {
    const grant = this.#grants.get(refreshToken);
    if (!grant || grant.appkey !== app.appkey || grant.expiresAt <= nowMs)
      throw new WeidianError('deadRefreshToken', 'refresh_token错误或已过期');
    return { token: this.mint(app, grant.shopId, nowMs), grant };
  }

  /** Moves the end of what lives (of one shop) to `at`; with `refresh` also of what renews it. */
  expire(at: number, shopId: string | undefined, refresh: boolean): number {
    const chosen = [...this.#tokens.values(), ...(refresh ? this.#grants.values() : [])].filter(
      (one) => (shopId === undefined || one.shopId === shopId) && one.expiresAt > at,
    );
    for (const one of chosen) one.expiresAt = at;
    return chosen.length;
  }

  snapshot(): TokenSnapshot {
    const [tokens, grants, codes] = [this.#tokens, this.#grants, this.#codes].map((book) => [...book.values()]);
    return { tokens, grants, codes, minted: this.#minted } as TokenSnapshot;
  }

  restore({ tokens, grants, codes, minted }: TokenSnapshot): void {
    for (const token of tokens) this.#tokens.set(token.accessToken, token);
    for (const grant of grants) this.#grants.set(grant.refreshToken, grant);
    for (const code of codes) this.#codes.set(code.code, code);
    this.#minted = minted;
  }
}

function randomText(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}
