import { randomBytes } from 'node:crypto';
import { VoucherError } from './errors.ts';

const CODE_LIFE_MS = 600_000;

/** For all shops of one merchant. Moments are Unix milliseconds. */
export interface Session {
  appKey: string;
  bid: string;
  session: string;
  expiresAt: number;
  refreshToken: string;
  /** How often it can still be renewed. */
  refreshesLeft: number;
}

interface Code {
  code: string;
  appKey: string;
  bid: string;
  expiresAt: number;
}

export interface Lives {
  lifeSeconds: number;
  refreshes: number;
}

export interface SessionSnapshot {
  sessions: Session[];
  codes: Code[];
  planted: string[];
  minted: number;
}

/** Every living session: one for each merchant of an app, because a new one ends the one before. */
export class SessionBook {
  #sessions: Session[] = [];
  #codes: Code[] = [];
  #planted: string[] = [];
  #minted = 0;

  /** How many sessions were ever given out. */
  get minted(): number {
    return this.#minted;
  }

  list(): readonly Session[] {
    return this.#sessions;
  }

  find(appKey: string, session: string): Session | undefined {
    return this.#sessions.find((one) => one.appKey === appKey && one.session === session);
  }

  /** What a merchant's consent gives; it works once. */
  makeCode(appKey: string, bid: string, nowMs: number): Code {
    const code = { code: randomText(), appKey, bid, expiresAt: nowMs + CODE_LIFE_MS };
    this.#codes.push(code);
    return code;
  }

  redeem(appKey: string, text: string, nowMs: number, lives: Lives): Session {
    const code = this.#codes.find((one) => one.appKey === appKey && one.code === text);
    if (!code || code.expiresAt <= nowMs) throw new VoucherError('grantOver', 'auth_code已失效');
    this.#codes = this.#codes.filter((one) => one !== code);
    return this.#mint(appKey, code.bid, nowMs, lives.lifeSeconds, lives.refreshes);
  }

  refresh(appKey: string, refreshToken: string, nowMs: number, lives: Lives): Session {
    const old = this.#sessions.find((one) => one.appKey === appKey && one.refreshToken === refreshToken);
    if (!old || old.refreshesLeft <= 0) throw new VoucherError('grantOver', 'refresh_token已失效，请重新授权');
    return this.#mint(appKey, old.bid, nowMs, lives.lifeSeconds, old.refreshesLeft - 1);
  }

  /** Takes a session that was given before the sandbox began; once used up it does not come back by being put again. */
  plant(grant: Pick<Session, 'appKey' | 'bid' | 'session' | 'refreshToken'>, nowMs: number, lives: Lives): void {
    const mark = `${grant.appKey} ${grant.bid} ${grant.session}`;
    if (this.#planted.includes(mark)) return;
    this.#planted.push(mark);
    this.#keep({ ...grant, expiresAt: nowMs + lives.lifeSeconds * 1_000, refreshesLeft: lives.refreshes });
  }

  /** Moves the end of the sessions (of one merchant) to `at`; `refresh` takes away what renews them as well. */
  expire(at: number, bid: string | undefined, refresh: boolean): number {
    const chosen = this.#sessions.filter((one) => bid === undefined || one.bid === bid);
    for (const session of chosen) {
      session.expiresAt = at;
      if (refresh) session.refreshesLeft = 0;
    }
    return chosen.length;
  }

  snapshot(): SessionSnapshot {
    return { sessions: this.#sessions, codes: this.#codes, planted: this.#planted, minted: this.#minted };
  }

  restore({ sessions, codes, planted, minted }: SessionSnapshot): void {
    this.#sessions = sessions;
    this.#codes = codes;
    this.#planted = planted;
    this.#minted = minted;
  }

  #mint(appKey: string, bid: string, nowMs: number, lifeSeconds: number, refreshesLeft: number): Session {
    this.#minted += 1;
    const texts = { session: randomText(), refreshToken: randomText() };
    return this.#keep({ appKey, bid, ...texts, expiresAt: nowMs + lifeSeconds * 1_000, refreshesLeft });
  }

  #keep(session: Session): Session {
    const others = this.#sessions.filter((one) => one.appKey !== session.appKey || one.bid !== session.bid);
    this.#sessions = [...others, session];
    return session;
  }
}

function randomText(): string {
  return randomBytes(20).toString('hex');
}
