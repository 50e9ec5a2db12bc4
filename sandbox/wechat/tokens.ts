import { randomBytes } from 'node:crypto';
import { generalError } from './errors.ts';
import type { WechatApp } from './apps.ts';

const DAY_MS = 86_400_000;

interface Token {
  accessToken: string;
  appid: string;
  mintedAt: number;
  expiresAt: number;
  /** Ended before its time by a forced refresh. */
  killed: boolean;
  forced: boolean;
}

export interface TokenSnapshot {
  tokens: Token[];
}

/** The tokens of `stable_token`. Those that ended stay known, because an old token and a wrong one are told apart. */
export class StableTokens {
  readonly #tokens = new Map<string, Token>();

  get minted(): number {
    return this.#tokens.size;
  }

  list(nowMs: number): Token[] {
    return [...this.#tokens.values()].filter((token) => isGood(token, nowMs));
  }

  /** The app that a token was given to; throws 40001 for a wrong or killed token and 42001 for one that has ended. */
  appidOf(accessToken: string, nowMs: number): string {
    const token = this.#tokens.get(accessToken);
    if (!token || token.killed) throw generalError('badCredential');
    if (token.expiresAt <= nowMs) throw generalError('tokenExpired');
    return token.appid;
  }

  /** Whose token this is, whether it is good or not. */
  ownerOf(accessToken: string): string | undefined {
    return this.#tokens.get(accessToken)?.appid;
  }

  /** The same token until its overlap begins, then the next one, while the old one lives on to its end. */
  current(app: WechatApp, nowMs: number): Token {
    const overlapMs = app.tokens.overlapSeconds * 1_000;
    const newest = this.#ofApp(app).at(-1);
    if (newest && isGood(newest, nowMs) && newest.expiresAt - overlapMs > nowMs) return newest;
    return this.#mint(app, nowMs, false);
  }

  /** A new token that ends the ones before, at most so often a day and not in quick succession. */
  force(app: WechatApp, nowMs: number): Token {
    const { forcedPerDay, forcedEverySeconds } = app.tokens;
    const forced = this.#ofApp(app).filter((token) => token.forced && token.mintedAt > nowMs - DAY_MS);
    if (forced.length >= forcedPerDay) throw generalError('tooOften');
    const last = forced.at(-1);
    if (last && nowMs - last.mintedAt < forcedEverySeconds * 1_000) throw generalError('tooSoon');
    for (const token of this.#ofApp(app)) token.killed ||= token.expiresAt > nowMs;
    return this.#mint(app, nowMs, true);
  }

  /** Moves the end of the tokens that live to `at`; answers how many. */
  expire(at: number, appid: string | undefined): number {
    const chosen = this.list(at).filter((token) => appid === undefined || token.appid === appid);
    for (const token of chosen) token.expiresAt = at;
    return chosen.length;
  }

  snapshot(): TokenSnapshot {
    return { tokens: [...this.#tokens.values()] };
  }

  restore({ tokens }: TokenSnapshot): void {
    for (const token of tokens) this.#tokens.set(token.accessToken, token);
  }

  #ofApp({ appid }: WechatApp): Token[] {
    return [...this.#tokens.values()].filter((token) => token.appid === appid);
  }

  #mint({ appid, tokens }: WechatApp, nowMs: number, forced: boolean): Token {
    const expiresAt = nowMs + tokens.lifeSeconds * 1_000;
    const accessToken = `80_${randomBytes(96).toString('base64url')}`;
    const token = { accessToken, appid, mintedAt: nowMs, expiresAt, killed: false, forced };
    this.#tokens.set(accessToken, token);
    return token;
  }
}

function isGood(token: Token, nowMs: number): boolean {
  return !token.killed && token.expiresAt > nowMs;
}
