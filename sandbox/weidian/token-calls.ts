import type { PlatformAnswer } from '../platform.ts';
import type { WeidianApp } from './apps.ts';
import { failure, success } from './envelopes.ts';
import { WeidianError } from './errors.ts';
import type { Token } from './tokens.ts';
import type { WeidianWorld } from './world.ts';

type Params = Readonly<Record<string, string>>;

/** The calls of oauth.open.weidian.com by their paths; GET and POST alike. */
export const tokenCalls: Readonly<Record<string, (world: WeidianWorld, params: Params) => PlatformAnswer>> = {
  token: (world, params) =>
    answered(world, params, 'client_credential', (app) => {
      requireSecret(app, params);
      if (app.kind !== 'own') throw new WeidianError('badCredentials', '应用类型不支持client_credential');
      return fieldsOf(world.tokens.mint(app, app.shops[0]?.shopId ?? '', Date.now()));
    }),
  'oauth2/access_token': (world, params) =>
    answered(world, params, 'authorization_code', (app) => {
      requireSecret(app, params);
      const { token, grant } = world.tokens.redeem(app, params['code'] ?? '', Date.now());
      return { ...fieldsOf(token), ...grantFields(grant), refreshExpireTime: grant.expiresAt };
    }),
  // No secret here; and the end of the refresh token is not told again.
  'oauth2/refresh_token': (world, params) =>
    answered(world, params, 'refresh_token', (app) => {
      const { token, grant } = world.tokens.refresh(app, params['refresh_token'] ?? '', Date.now());
      return { ...fieldsOf(token), ...grantFields(grant), refreshExpireTime: null };
    }),
  'oauth2/authorize': authorize,
};

function answered(
  world: WeidianWorld,
  params: Params,
  grantType: string,
  grant: (app: WeidianApp) => object,
): PlatformAnswer {
  const app = world.apps.get(params['appkey'] ?? '');
  try {
    if (!app) throw new WeidianError('badCredentials', 'appkey不存在');
    if (params['grant_type'] !== grantType) throw new WeidianError('badCall', `grant_type应为${grantType}`);
    const result = grant(app);
    world.changed();
    return success(app, result);
  } catch (error) {
    if (error instanceof WeidianError) return failure(app, error.code, error.message);
    throw error;
  }
}

/** The page on which a merchant agrees: one link for each shop, which leads back to the app with a code. */
function authorize(world: WeidianWorld, params: Params): PlatformAnswer {
  const { appkey = '', redirect_uri = '', response_type, state = '', shop: shopId } = params;
  const app = world.apps.get(appkey);
  if (app?.kind !== 'service' || response_type !== 'code' || !isWebAddress(redirect_uri)) {
    const code = app ? 'badCall' : 'badCredentials';
    return failure(app, new WeidianError(code, '').code, '授权参数错误');
  }
  if (shopId === undefined) return page(app, params);
  const shop = app.shops.find((one) => one.shopId === shopId);
  if (!shop) return failure(app, new WeidianError('badCredentials', '').code, '店铺不存在');
  const { code } = world.tokens.makeCode(app, shopId, Date.now());
  world.changed();
  const back = new URL(redirect_uri);
  back.searchParams.set('code', code);
  back.searchParams.set('state', state);
  const headers = { location: back.href };
  return { status: 302, contentType: 'text/plain;charset=utf-8', body: '', code: 0, headers };
}

function page(app: WeidianApp, params: Params): PlatformAnswer {
  const links = app.shops.map(({ shopId, name }) => {
    const query = new URLSearchParams({ ...params, shop: shopId }).toString();
    return `<p><a href="?${escaped(query)}">同意授权：${escaped(name)}</a></p>`;
  });
  const body = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>微店授权</title></head><body>${links.join('')}</body></html>\n`;
  return { status: 200, contentType: 'text/html;charset=utf-8', body, code: 0 };
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (mark) => `&#${String(mark.charCodeAt(0))};`);
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text);
}

function requireSecret(app: WeidianApp, params: Params): void {
  if (params['secret'] !== app.secret) throw new WeidianError('badCredentials', 'secret错误');
}

/** `expire_in` is spelt so, and counts seconds. */
function fieldsOf({ accessToken, mintedAt, expiresAt }: Token): object {
  return { access_token: accessToken, expire_in: Math.round((expiresAt - mintedAt) / 1_000) };
}

function grantFields({ refreshToken, shopId }: { refreshToken: string; shopId: string }): object {
  return { refresh_token: refreshToken, openid: shopId };
}
