import { unwrap, unwrapNothing } from './api-error.ts';
import { api } from './client.ts';
import { adopt, logOut, refreshSession } from './session.ts';
import type { OpenPasswordLink } from './types.ts';

/** Whom a link to set a password is for. Throws ApiError 404 when it is over or was used. */
export function readPasswordLink(token: string): Promise<OpenPasswordLink> {
  return unwrap(api.POST('/session/password-link', { body: { token } }));
}

/** Works once for a link. Throws ApiError 400 for a password that is too easy, 404 for a link that is over. */
export function setPassword(token: string, password: string): Promise<void> {
  return unwrapNothing(api.POST('/session/password', { body: { token, password } }));
}

/** Ends all other sessions. Throws ApiError 403 when the current password is wrong. */
export async function changePassword(currentPassword: string, newPassword: string): Promise<void> {
  adopt(await unwrap(api.PUT('/session/password', { body: { currentPassword, newPassword } })));
}

export async function logOutEverywhere(): Promise<void> {
  await unwrapNothing(api.POST('/session/log-out-everywhere'));
  await logOut();
}

/** The secret for an authenticator app; counts only once a code of it was right. */
export function startSecondFactor(password: string) {
  return unwrap(api.POST('/session/second-factor', { body: { password } }));
}

/** @returns the recovery codes, which are shown this once */
export async function confirmSecondFactor(code: string): Promise<string[]> {
  const { recoveryCodes } = await unwrap(api.POST('/session/second-factor/confirm', { body: { code } }));
  return recoveryCodes;
}

export async function removeSecondFactor(password: string): Promise<void> {
  await unwrapNothing(api.POST('/session/second-factor/remove', { body: { password } }));
  await refreshSession();
}
