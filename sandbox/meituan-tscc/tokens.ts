import { randomBytes } from 'node:crypto';
import { MeituanError } from '../meituan/errors.ts';

const CODE_LIFE_MS = 600_000;

/** For one shop and one businessId. */
export interface Grantee {
  developerId: string;
  ePoiId: string;
  businessId: string;
}

/** Moments are Unix milliseconds. */
export interface ShopToken extends Grantee {
  accessToken: string;
  expiresAt: number;
  refreshToken: string;
  refreshExpiresAt: number;
}

interface Code extends Grantee {
  code: string;
  expiresAt: number;
}

export interface Lives {
  lifeSeconds: number;
  refreshLifeSeconds: number;
}

export interface TokenSnapshot {
  tokens: ShopToken[];
  codes: Code[];
  planted: string[];
  minted: number;
}

/** Every living token: one for each shop and businessId, because a new one ends the one before at once. */
export class TokenBook {
  #tokens: ShopToken[] = [];
  #codes: Code[] = [];
  #planted: string[] = [];
  #minted = 0;

  /** How many tokens were ever given out. */
  get minted(): number {
    return this.#minted;
  }

  list(): readonly ShopToken[] {
    return this.#tokens;
  }

  find(developerId: string, accessToken: string): ShopToken | undefined {
    return this.#tokens.find((one) => one.accessToken === accessToken && one.developerId === developerId);
  }

  /** What a merchant's consent gives; it works once. */
  makeCode(grantee: Grantee, nowMs: number): { code: string; expiresAt: number } {
    const code = { ...grantee, code: randomText(), expiresAt: nowMs + CODE_LIFE_MS };
    this.#codes.push(code);
    return { code: code.code, expiresAt: code.expiresAt };
  }

  redeem(developerId: string, businessId: string, text: string, nowMs: number, lives: Lives): ShopToken {
    const code = this.#codes.find((one) => one.code === text && isFor(one, developerId, businessId));
    if (!code || code.expiresAt <= nowMs) throw new MeituanError('tokenOver', 'code已失效');
    this.#codes = this.#codes.filter((one) => one !== code);
    return this.#mint(code, nowMs, lives);
  }

  refresh(developerId: string, businessId: string, refreshToken: string, nowMs: number, lives: Lives): ShopToken {
    const old = this.#tokens.find((one) => one.refreshToken === refreshToken && isFor(one, developerId, businessId));
    if (!old || old.refreshExpiresAt <= nowMs) throw new MeituanError('tokenOver', 'refreshToken已失效');
    return this.#mint(old, nowMs, lives);
  }

  /** Takes a token that was given before the sandbox began; once used up it does not come back by being put again. */
  plant(grantee: Grantee, texts: { accessToken: string; refreshToken: string }, nowMs: number, lives: Lives): void {
    const mark = `${grantee.developerId} ${grantee.ePoiId} ${texts.accessToken}`;
    if (this.#planted.includes(mark)) return;
    this.#planted.push(mark);
    this.#keep({ ...grantee, ...texts, ...endsOf(nowMs, lives) });
  }

  /** Moves the end of the tokens (of one shop) to `at`, `refresh` also of what renews them. */
  expire(at: number, ePoiId: string | undefined, refresh: boolean): number {
    const chosen = this.#tokens.filter((one) => ePoiId === undefined || one.ePoiId === ePoiId);
    for (const token of chosen) {
      token.expiresAt = at;
      if (refresh) token.refreshExpiresAt = at;
    }
    return chosen.length;
  }

  snapshot(): TokenSnapshot {
    return { tokens: this.#tokens, codes: this.#codes, planted: this.#planted, minted: this.#minted };
  }

  restore({ tokens, codes, planted, minted }: TokenSnapshot): void {
    this.#tokens = tokens;
    this.#codes = codes;
    this.#planted = planted;
    this.#minted = minted;
  }

  #mint({ developerId, ePoiId, businessId }: Grantee, nowMs: number, lives: Lives): ShopToken {
    this.#minted += 1;
    return this.#keep({
      developerId,
      ePoiId,
      businessId,
      accessToken: randomText(),
      refreshToken: randomText(),
      ...endsOf(nowMs, lives),
    });
  }

  #keep(token: ShopToken): ShopToken {
    const others = this.#tokens.filter(
      (one) => one.ePoiId !== token.ePoiId || !isFor(one, token.developerId, token.businessId),
    );
    this.#tokens = [...others, token];
    return token;
  }
}

function isFor(grantee: Grantee, developerId: string, businessId: string): boolean {
  return grantee.developerId === developerId && grantee.businessId === businessId;
}

function endsOf(nowMs: number, lives: Lives): { expiresAt: number; refreshExpiresAt: number } {
  return { expiresAt: nowMs + lives.lifeSeconds * 1_000, refreshExpiresAt: nowMs + lives.refreshLifeSeconds * 1_000 };
}

function randomText(): string {
  return randomBytes(24).toString('hex');
}
