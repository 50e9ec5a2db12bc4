import type { PlatformRequest } from '../platform.ts';
import { shopOf, type YouzanApp } from './apps.ts';
import { optionalLong, optionalText, readFields, requiredText, type Fields } from './body-fields.ts';
import { tokenGranted, tokenRefused } from './envelopes.ts';
import { YouzanError } from './errors.ts';
import type { PlatformAnswer } from '../platform.ts';
import type { Token } from './tokens.ts';
import type { YouzanWorld } from './world.ts';

const SCOPE = 'trade item logistics refund';

/** `POST /auth/token`: JSON only; every failure keeps HTTP 200. */
export function answerTokenCall(world: YouzanWorld, request: PlatformRequest): PlatformAnswer {
  try {
    const isJson = (request.headers['content-type'] ?? '').startsWith('application/json');
    if (request.method !== 'POST' || !isJson) throw new YouzanError('badCredentials', '参数错误，请使用JSON');
    const token = grant(world, tokenFields(request.body));
    world.changed();
    return tokenGranted({
      access_token: token.accessToken,
      expires: token.expiresAt,
      scope: SCOPE,
      authority_id: token.kdtId,
      ...(token.refreshToken ? { refresh_token: token.refreshToken } : {}),
    });
  } catch (error) {
    if (error instanceof YouzanError) return tokenRefused(error.code, error.message);
    throw error;
  }
}

/** Fields of a token call; whatever is wrong with their form is 1000 here. */
function tokenFields(body: string): Fields {
  try {
    return readFields(body);
  } catch {
    throw new YouzanError('badCredentials', '参数错误，请使用JSON');
  }
}

function grant(world: YouzanWorld, fields: Fields): Token {
  const now = Date.now();
  const app = appFor(world, fields);
  const kind = wellFormed(() => requiredText(fields, 'authorize_type'));
  switch (kind) {
    case 'silent': {
      requireKind(app, 'self');
      const kdtId = wellFormed(() => optionalLong(fields, 'grant_id')) ?? '';
      const shop = shopOf(app, kdtId);
      if (!shop) throw new YouzanError('unknownClientOrGrant', '授权店铺不存在');
      if (shop.grantEnded) throw new YouzanError('grantOver', '授权已结束');
      return world.tokens.grant(app.clientId, kdtId, fields['refresh'] === true, now);
    }
    case 'refresh_token':
      requireKind(app, 'tool');
      return world.tokens.refresh(
        app.clientId,
        wellFormed(() => requiredText(fields, 'refresh_token')),
        now,
      );
    case 'authorization_code':
      requireKind(app, 'tool');
      return world.tokens.redeem(
        app.clientId,
        wellFormed(() => requiredText(fields, 'code')),
        now,
      );
    default:
      throw new YouzanError('wrongAppType', `应用不支持该授权方式: ${kind}`);
  }
}

function appFor(world: YouzanWorld, fields: Fields): YouzanApp {
  const app = world.apps.get(wellFormed(() => optionalText(fields, 'client_id')) ?? '');
  if (!app) throw new YouzanError('unknownClientOrGrant', 'client_id不存在');
  if (fields['client_secret'] !== app.secret) throw new YouzanError('badCredentials', 'client_secret错误');
  return app;
}

function requireKind(app: YouzanApp, kind: YouzanApp['kind']): void {
  if (app.kind !== kind) throw new YouzanError('wrongAppType', '应用类型不支持该授权方式');
}

/** A missing or wrongly typed field has no code of its own here. */
function wellFormed<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof YouzanError) throw new YouzanError('badCredentials', error.message);
    throw error;
  }
}
