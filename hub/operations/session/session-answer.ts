import type { Request, Response } from 'express';
import type { components } from '../../../openapi/generated/schema.ts';
import type { Identity, StoredIdentity } from '../../../prisma/store/identities.ts';
import type { StartedSession } from '../../../prisma/store/sessions.ts';
import { ACCESS_TOKEN_SECONDS } from '../../access.ts';
import type { HubContext } from '../../context.ts';

const COOKIE = 'jiedan_refresh';
const DAYS_30_MS = 30 * 24 * 3600 * 1000;

/** What log-in and refresh have in common: a short token in the body, the long one where scripts cannot read it. */
export function sessionAnswer(context: HubContext, stored: StoredIdentity, session: StartedSession) {
  return {
    status: 200 as const,
    body: {
      accessToken: context.access.issueToken(stored, session.familyId),
      expiresInSeconds: ACCESS_TOKEN_SECONDS,
      identity: identityJson(context.access.complete(stored)),
    },
    cookies: (response: Response) =>
      void response.cookie(COOKIE, session.token, { ...cookieOptions(context), maxAge: DAYS_30_MS }),
  };
}

export function identityJson(identity: Identity): components['schemas']['Identity'] {
  const { kind, id, name, email, role, scopes, shopIds, secondFactor, merchant } = identity;
  return {
    kind,
    id,
    name,
    email,
    role,
    scopes: scopes as components['schemas']['Scope'][],
    shopIds,
    secondFactor,
    merchant,
  };
}

export function clearRefreshCookie(context: HubContext) {
  return (response: Response) => void response.clearCookie(COOKIE, cookieOptions(context));
}

export function readRefreshCookie(request: Request): string | null {
  const value: unknown = (request.cookies as Record<string, unknown> | undefined)?.[COOKIE];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** No script reads them, no other site sends them, and no address but the session's gets them. */
export function cookieOptions({ config }: HubContext) {
  return { httpOnly: true, sameSite: 'strict', secure: config.cookieSecure, path: '/api/v1/session' } as const;
}
