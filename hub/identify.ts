import { createSecretKey } from 'node:crypto';
import type { Request } from 'express';
import jwt from 'jsonwebtoken';
import { findApiKey, type Identity } from '../prisma/store/identities.ts';
import type { HubContext } from './context.ts';
import { Problem } from './problem.ts';

/** Short, because a disabled person keeps access until it ends. */
export const ACCESS_TOKEN_SECONDS = 15 * 60;
export const API_KEY_PREFIX = 'jd_';
/** A revoked key is refused after this time at the latest. */
const KEY_FRESH_MS = 5_000;
const KEYS_MAX = 10_000;

export function issueAccessToken(context: Pick<HubContext, 'database'>, identity: Identity): string {
  return jwt.sign({ identity }, createSecretKey(context.database.cipher.tokenKey), {
    algorithm: 'HS256',
    expiresIn: ACCESS_TOKEN_SECONDS,
    subject: identity.id,
    issuer: 'jiedan',
  });
}

/** Reads `Authorization: Bearer` with an access token or an API key (also `X-Api-Key`). @throws Problem `unauthenticated`. */
export function createIdentify(context: Pick<HubContext, 'database'>): (request: Request) => Promise<Identity> {
  const keys = new Map<string, { identity: Promise<Identity | null>; readAt: number }>();
  const findKey = (key: string): Promise<Identity | null> => {
    const known = keys.get(key);
    if (known && Date.now() - known.readAt < KEY_FRESH_MS) return known.identity;
    if (keys.size >= KEYS_MAX) keys.clear();
    const identity = findApiKey(context.database.system, key);
    keys.set(key, { identity, readAt: Date.now() });
    identity.catch(() => keys.delete(key));
    return identity;
  };
  return async (request) => {
    const token = request.get('x-api-key') ?? /^Bearer (\S+)$/i.exec(request.get('authorization') ?? '')?.[1];
    if (!token)
      throw new Problem('unauthenticated', 'Send `Authorization: Bearer …` with an access token or an API key.');
    const identity = token.startsWith(API_KEY_PREFIX) ? await findKey(token) : readAccessToken(context, token);
    if (!identity) throw new Problem('unauthenticated', 'The key or token is not valid (any more).');
    return identity;
  };
}

function readAccessToken(context: Pick<HubContext, 'database'>, token: string): Identity | null {
  try {
    // Given bytes, the library first tries to read them as a public key, which costs ten times what checking the token does.
    const key = createSecretKey(context.database.cipher.tokenKey);
    const claims = jwt.verify(token, key, { algorithms: ['HS256'], issuer: 'jiedan' });
    return typeof claims === 'object' ? ((claims as { identity?: Identity }).identity ?? null) : null;
  } catch {
    return null;
  }
}
