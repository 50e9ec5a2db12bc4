import createClient from 'openapi-fetch';
import type { paths } from '../../openapi/generated/schema.ts';
import { learnHubClock } from '../util/clock.ts';
import { refreshSession, sessionStore } from './session.ts';

/** The hub's API, typed by its description. Every call carries the access token and survives its expiry. */
export const api = createClient<paths>({ baseUrl: '/api/v1', fetch: fetchAsPerson });

/** `fetch` with the access token; after a 401 it refreshes once and asks once more. */
export async function fetchAsPerson(request: Request): Promise<Response> {
  const again = request.clone();
  const token = currentToken();
  const response = await fetch(withToken(request, token));
  learnHubClock(response.headers.get('Date'));
  if (response.status !== 401) return response;
  // Another call may have refreshed while this one was on its way; then its token is already the new one.
  const refreshed = currentToken() !== token || (await refreshSession());
  return refreshed ? fetch(withToken(again, currentToken())) : response;
}

function currentToken(): string | null {
  const session = sessionStore.get();
  return session.status === 'in' ? session.accessToken : null;
}

function withToken(request: Request, token: string | null): Request {
  if (token !== null) request.headers.set('Authorization', `Bearer ${token}`);
  return request;
}
