import type { Request, Response } from 'express';
import type { Identity } from '../../../prisma/store/identities.ts';
import type { HubContext } from '../../context.ts';
import { ACCESS_TOKEN_SECONDS, issueAccessToken } from '../../identify.ts';

const COOKIE = 'jiedan_refresh';
const DAYS_30_MS = 30 * 24 * 3600 * 1000;

/** What log-in and refresh have in common: a short token in the body, the long one where scripts cannot read it. */
export function sessionAnswer(context: HubContext, identity: Identity, refreshToken: string) {
  return {
    status: 200 as const,
    body: { accessToken: issueAccessToken(context, identity), expiresInSeconds: ACCESS_TOKEN_SECONDS, identity },
    cookies: (response: Response) =>
      void response.cookie(COOKIE, refreshToken, { ...cookieOptions(context), maxAge: DAYS_30_MS }),
  };
}

export function clearRefreshCookie(context: HubContext) {
  return (response: Response) => void response.clearCookie(COOKIE, cookieOptions(context));
}

export function readRefreshCookie(request: Request): string | null {
  const value: unknown = (request.cookies as Record<string, unknown> | undefined)?.[COOKIE];
  return typeof value === 'string' && value !== '' ? value : null;
}

function cookieOptions({ config }: HubContext) {
  return { httpOnly: true, sameSite: 'strict', secure: config.cookieSecure, path: '/api/v1/session' } as const;
}
