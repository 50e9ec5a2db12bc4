import { createStore } from '../util/store.ts';
import { withTabLock } from '../util/tab-lock.ts';
import { ApiError, toApiError } from './api-error.ts';
import type { Identity, Session } from './types.ts';

/**
 * Who is logged in. `asking` until the first refresh has answered, `unreachable` when it could not be asked.
 * The access token lives only here, in memory: a page that is reloaded gets a new one for its cookie.
 */
export type SessionState =
  | { status: 'asking' }
  | { status: 'unreachable' }
  | { status: 'out' }
  | { status: 'in'; accessToken: string; identity: Identity };

const SESSION_URL = '/api/v1/session';
const TAB_LOCK = 'jiedan.session-refresh';

export const sessionStore = createStore<SessionState>({ status: 'asking' });

const tabs = new BroadcastChannel('jiedan.session');
tabs.onmessage = (message) => {
  if (message.data === 'out') sessionStore.set({ status: 'out' });
};

/**
 * Logs in. Throws ApiError 401 for a wrong e-mail or password, and with `isCodeNeeded` where these are right but a code is needed, too.
 * @param code of the authenticator app, or a recovery code
 */
export async function logIn(email: string, password: string, code?: string): Promise<void> {
  adopt(await post(SESSION_URL, { email, password, ...(code && { code }) }));
}

/** Whether a refused log-in only lacks the code of the authenticator app. */
export function isCodeNeeded(error: unknown): boolean {
  return error instanceof ApiError && error.problem?.type === '/problems/second-factor-needed';
}

export async function logOut(): Promise<void> {
  await withTabLock(TAB_LOCK, () => fetch(SESSION_URL, { method: 'DELETE' }));
  sessionStore.set({ status: 'out' });
  tabs.postMessage('out');
}

let refreshing: Promise<boolean> | null = null;

/**
 * Gets a new access token for the cookie; true when somebody is logged in now. Throws ApiError when the hub could not
 * be asked. Each refresh replaces the cookie and an old one used twice ends the session, so concurrent calls share
 * one refresh and tabs take turns.
 */
export function refreshSession(): Promise<boolean> {
  refreshing ??= withTabLock(TAB_LOCK, refreshOnce).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

async function refreshOnce(): Promise<boolean> {
  try {
    adopt(await post(`${SESSION_URL}/refresh`));
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 401) {
      sessionStore.set({ status: 'out' });
      return false;
    }
    if (sessionStore.get().status === 'asking') sessionStore.set({ status: 'unreachable' });
    throw error;
  }
}

/** Takes on the session that the hub has answered with. */
export function adopt(session: Session): void {
  sessionStore.set({ status: 'in', accessToken: session.accessToken, identity: session.identity });
}

async function post(url: string, body?: unknown): Promise<Session> {
  const init: RequestInit = { method: 'POST' };
  if (body !== undefined) {
    init.headers = { 'Content-Type': 'application/json' };
    init.body = JSON.stringify(body);
  }
  const response = await fetch(url, init).catch(() => {
    throw new ApiError(0, null);
  });
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw toApiError(response, answer);
  return answer as Session;
}

/** The zone in which the merchant's days begin and its times are told. */
export function merchantTimeZone(): string {
  const session = sessionStore.get();
  return session.status === 'in' ? session.identity.merchant.timeZone : 'Asia/Shanghai';
}
