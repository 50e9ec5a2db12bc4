import { randomBytes } from 'node:crypto';
import { YouzanError } from './errors.ts';

const TOKEN_LIFE_MS = 7 * 86_400_000;
const REFRESH_LIFE_MS = 28 * 86_400_000;
const CODE_LIFE_MS = 120_000;

export interface Token {
  accessToken: string;
  clientId: string;
  kdtId: string;
  /** Absolute, in Unix milliseconds. */
  expiresAt: number;
  refreshToken?: string;
  refreshExpiresAt?: number;
}

interface Code {
  code: string;
  clientId: string;
  kdtId: string;
  expiresAt: number;
}

export interface TokenSnapshot {
  tokens: Token[];
  codes: Code[];
  minted: number;
}

/** All living tokens: at most one for each app and shop, because a new one kills the old one at once. */
export class TokenBook {
  readonly #byText = new Map<string, Token>();
  readonly #byGrant = new Map<string, Token>();
  readonly #codes = new Map<string, Code>();
  #minted = 0;

  /** How many tokens were ever made; a client that shares its token well makes few. */
  get minted(): number {
    return this.#minted;
  }

  find(accessToken: string): Token | undefined {
    return this.#byText.get(accessToken);
  }

  list(): Token[] {
    return [...this.#byGrant.values()];
  }

  /** The token that still lives, or a new one if it does not or if `refresh` wants one. */
  grant(clientId: string, kdtId: string, refresh: boolean, nowMs: number): Token {
    const living = this.#byGrant.get(grantKey(clientId, kdtId));
    return living && !refresh && living.expiresAt > nowMs ? living : this.#mint(clientId, kdtId, nowMs);
  }

  makeCode(clientId: string, kdtId: string, nowMs: number): Code {
    const code = { code: randomText(), clientId, kdtId, expiresAt: nowMs + CODE_LIFE_MS };
    this.#codes.set(code.code, code);
    return code;
  }

  /** What a tool app gets for the code of a merchant's consent; each code works once. */
  redeem(clientId: string, text: string, nowMs: number): Token {
    const code = this.#codes.get(text);
    if (!code || code.clientId !== clientId || code.expiresAt <= nowMs) throw new YouzanError('codeDead', 'code已失效');
    this.#codes.delete(text);
    return this.#mint(clientId, code.kdtId, nowMs, true);
  }

  refresh(clientId: string, refreshToken: string, nowMs: number): Token {
    const old = this.list().find((token) => token.refreshToken === refreshToken && token.clientId === clientId);
    if (!old || (old.refreshExpiresAt ?? 0) <= nowMs) throw new YouzanError('grantOver', '授权已失效，请重新授权');
    return this.#mint(clientId, old.kdtId, nowMs, true);
  }

  /** Moves the end of all tokens (of one shop) to now or later, as time alone would do in a week. */
  expire(at: number, kdtId?: string): number {
    const chosen = this.list().filter((token) => kdtId === undefined || token.kdtId === kdtId);
    for (const token of chosen) token.expiresAt = at;
    return chosen.length;
  }

  snapshot(): TokenSnapshot {
    return { tokens: [...this.#byText.values()], codes: [...this.#codes.values()], minted: this.#minted };
  }

  restore({ tokens, codes, minted }: TokenSnapshot): void {
    for (const token of tokens) this.#keep(token);
    for (const code of codes) this.#codes.set(code.code, code);
    this.#minted = minted;
  }

  #mint(clientId: string, kdtId: string, nowMs: number, refreshable = false): Token {
    const old = this.#byGrant.get(grantKey(clientId, kdtId));
    if (old) this.#byText.delete(old.accessToken);
    this.#minted += 1;
    const token: Token = { accessToken: randomText(), clientId, kdtId, expiresAt: nowMs + TOKEN_LIFE_MS };
    if (refreshable) Object.assign(token, { refreshToken: randomText(), refreshExpiresAt: nowMs + REFRESH_LIFE_MS });
    this.#keep(token);
    return token;
  }

  #keep(token: Token): void {
    this.#byText.set(token.accessToken, token);
    this.#byGrant.set(grantKey(token.clientId, token.kdtId), token);
  }
}

function grantKey(clientId: string, kdtId: string): string {
  return `${clientId} ${kdtId}`;
}

function randomText(): string {
  return randomBytes(16).toString('hex');
}
