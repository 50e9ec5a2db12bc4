import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Request } from 'express';
import jwt from 'jsonwebtoken';
import type { Database } from '../prisma/store/database.ts';
import { findApiKey, findUser, type Identity, type StoredIdentity } from '../prisma/store/identities.ts';
import { withScopes } from './permissions.ts';
import { Problem } from './problem.ts';
import type { Scope, SpecDocument } from './spec.ts';

/** A browser asks for another in time; one that was copied is worth nothing after this. */
export const ACCESS_TOKEN_SECONDS = 15 * 60;
export const API_KEY_PREFIX = 'jd_';
const ISSUER = 'jiedan';
/** What is known of a caller is read again after this time, so a change that no process was told of counts soon all the same. */
const FRESH_MS = 1_000;
const KNOWN_MAX = 10_000;

interface Known {
  identity: Promise<Identity | null>;
  readAt: number;
}

/** Tells from a request who asks and what they may do, as it is in the database now: a token says only who it was made for. */
export class Access {
  private readonly known = new Map<string, Known>();
  /** Given bytes, the library first tries to read them as a public key, which costs ten times what checking a token does. */
  private readonly tokenKey: KeyObject;

  constructor(
    private readonly database: Database,
    private readonly rules: SpecDocument['x-scopes'],
  ) {
    this.tokenKey = createSecretKey(database.cipher.tokenKey);
  }

  /** Reads `Authorization: Bearer` with an access token or an API key (also `X-Api-Key`). @throws Problem `unauthenticated`. */
  async identify(request: Request): Promise<Identity> {
    const token = tokenOf(request);
    if (!token)
      throw new Problem('unauthenticated', 'Send `Authorization: Bearer …` with an access token or an API key.');
    const identity = await this.find(token);
    if (!identity) throw new Problem('unauthenticated', 'The key or token is not valid (any more).');
    return identity;
  }

  /** Whether a request that goes on for long would be answered the same if it came now. */
  async isStill(request: Request, before: Identity): Promise<boolean> {
    const token = tokenOf(request);
    // A stream outlives the token that opened it; the log-in behind it counts.
    const now = token === undefined ? null : await this.find(token, { alsoExpired: true });
    return JSON.stringify(now) === JSON.stringify(before);
  }

  /** @param limited to some shops. */
  mayKeysHave(scope: Scope, limited: boolean): boolean {
    const rule = this.rules[scope];
    return !rule.peopleOnly && !(rule.wholeMerchant && limited);
  }

  /** What was stored, with what it may do. */
  complete(stored: StoredIdentity): Identity {
    return withScopes(stored, this.rules);
  }

  /** @param familyId the log-in that it belongs to; when that ends, so does the token. */
  issueToken(identity: { id: string }, familyId: string): string {
    return jwt.sign({ sid: familyId }, this.tokenKey, {
      algorithm: 'HS256',
      expiresIn: ACCESS_TOKEN_SECONDS,
      subject: identity.id,
      issuer: ISSUER,
    });
  }

  /** The next call looks into the database. Called when somebody's rights have changed; it happens rarely enough to forget all. */
  forget(): void {
    this.known.clear();
  }

  private find(token: string, { alsoExpired = false } = {}): Promise<Identity | null> {
    if (token.startsWith(API_KEY_PREFIX)) return this.remember(token, () => findApiKey(this.database.system, token));
    const claims = this.readToken(token, alsoExpired);
    if (!claims) return Promise.resolve(null);
    const { userId, familyId } = claims;
    return this.remember(`${userId} ${familyId}`, () => findUser(this.database.system, userId, familyId));
  }

  /** Callers at the same moment share one look into the database. */
  private remember(name: string, read: () => Promise<StoredIdentity | null>): Promise<Identity | null> {
    const known = this.known.get(name);
    if (known && Date.now() - known.readAt < FRESH_MS) return known.identity;
    if (this.known.size >= KNOWN_MAX) this.known.clear();
    const identity = read().then((stored) => stored && this.complete(stored));
    this.known.set(name, { identity, readAt: Date.now() });
    identity.catch(() => this.known.delete(name));
    return identity;
  }

  private readToken(token: string, ignoreExpiration: boolean): { userId: string; familyId: string } | null {
    try {
      const checks = { algorithms: ['HS256' as const], issuer: ISSUER, ignoreExpiration };
      const claims = jwt.verify(token, this.tokenKey, checks);
      if (typeof claims !== 'object') return null;
      const { sub, sid } = claims as { sub?: string; sid?: string };
      return sub !== undefined && sid !== undefined ? { userId: sub, familyId: sid } : null;
    } catch {
      return null;
    }
  }
}

function tokenOf(request: Request): string | undefined {
  return request.get('x-api-key') ?? /^Bearer (\S+)$/i.exec(request.get('authorization') ?? '')?.[1];
}
