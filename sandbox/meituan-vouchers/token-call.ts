import { malformed, required, type Params } from './calls.ts';
import { VoucherError } from './errors.ts';
import type { Session } from './tokens.ts';
import type { VoucherWorld } from './world.ts';

/** Gives a session for a consent or for a refresh; nothing is signed here, the secret itself is sent. */
export function grantSession(world: VoucherWorld, params: Params): Record<string, unknown> {
  const app = world.apps.get(required(params, 'app_key'));
  if (!app) throw new VoucherError('unknownApp', 'app_key不存在');
  if (required(params, 'app_secret') !== app.appSecret) throw new VoucherError('badSignature', 'app_secret错误');
  const granted = (): Session => {
    switch (required(params, 'grant_type')) {
      case 'authorization_code':
        return world.sessions.redeem(app.appKey, required(params, 'auth_code'), Date.now(), app.tokens);
      case 'refresh_token':
        return world.sessions.refresh(app.appKey, required(params, 'refresh_token'), Date.now(), app.tokens);
      default:
        throw malformed('grant_type');
    }
  };
  const session = granted();
  world.changed();
  return {
    access_token: session.session,
    refresh_token: session.refreshToken,
    expires_in: Math.round((session.expiresAt - Date.now()) / 1_000),
    remain_refresh_count: session.refreshesLeft,
    bid: session.bid,
  };
}
