import { randomBytes } from 'node:crypto';
import { shopOf, type MeituanApp } from './apps.ts';
import { BareAnswer, required, shopFor, type Call, type Params } from './call-params.ts';
import { MeituanError } from './errors.ts';
import type { MeituanWorld } from './world.ts';

/** What an app for several merchants gets for one shop. Moments are Unix milliseconds. */
interface ShopToken {
  appId: string;
  shop: string;
  token: string;
  expiresAt: number;
  refreshToken: string;
  refreshExpiresAt: number;
}

export interface TokensSnapshot {
  minted: number;
  tokens: ShopToken[];
}

/** The tokens of apps that serve several merchants: one for each shop, a new one ends the one before. */
export class ShopTokens {
  #minted = 0;
  #tokens: ShopToken[] = [];

  mint(app: MeituanApp, shop: string, now: number): ShopToken {
    const { lifeSeconds = 0, refreshLifeSeconds = 0 } = app.accessTokens ?? {};
    this.#minted += 1;
    const token = {
      appId: app.appId,
      shop,
      token: `mt_${randomBytes(12).toString('hex')}`,
      expiresAt: now + lifeSeconds * 1_000,
      refreshToken: `mr_${randomBytes(12).toString('hex')}`,
      refreshExpiresAt: now + refreshLifeSeconds * 1_000,
    };
    this.#tokens = [...this.#tokens.filter((old) => old.appId !== app.appId || old.shop !== shop), token];
    return token;
  }

  byRefresh(appId: string, refreshToken: string, now: number): ShopToken | undefined {
    const known = this.#tokens.find((one) => one.appId === appId && one.refreshToken === refreshToken);
    return known && known.refreshExpiresAt > now ? known : undefined;
  }

  lives(appId: string, shop: string, token: string, now: number): boolean {
    return this.#tokens.some(
      (one) => one.appId === appId && one.shop === shop && one.token === token && one.expiresAt > now,
    );
  }

  /** Ends the tokens of a shop, or of all, `refresh` also what renews them. */
  expire(shop: string | undefined, refresh: boolean): void {
    for (const token of this.#tokens.filter((one) => shop === undefined || one.shop === shop)) {
      token.expiresAt = 0;
      if (refresh) token.refreshExpiresAt = 0;
    }
  }

  list(now: number): { minted: number; tokens: { clientId: string; shop: string; expiresAt: number }[] } {
    const living = this.#tokens.filter(({ expiresAt }) => expiresAt > now);
    return {
      minted: this.#minted,
      tokens: living.map(({ appId, shop, expiresAt }) => ({ clientId: appId, shop, expiresAt })),
    };
  }

  snapshot(): TokensSnapshot {
    return { minted: this.#minted, tokens: this.#tokens };
  }

  restore({ minted, tokens }: TokensSnapshot): void {
    this.#minted = minted;
    this.#tokens = tokens;
  }
}

export const tokenCalls: Readonly<Record<string, Call>> = {
  'oauth/authorize': (world, app, params) => {
    requireSeveralMerchants(app);
    if (required(params, 'response_type') !== 'token')
      throw new MeituanError('malformedParameter', '参数格式错误: response_type');
    return tokenAnswer(world, app, shopFor(world, app, params).appPoiCode);
  },
  'oauth/token': (world, app, params) => {
    requireSeveralMerchants(app);
    if (required(params, 'grant_type') !== 'refresh_token')
      throw new MeituanError('malformedParameter', '参数格式错误: grant_type');
    const known = world.tokens.byRefresh(app.appId, required(params, 'refresh_token'), Date.now());
    if (!known) throw new MeituanError('tokenOver', 'refresh_token已失效');
    return tokenAnswer(world, app, known.shop);
  },
};

/** Where an app serves several merchants, a call about a shop needs the token of that shop. */
export function requireToken(world: MeituanWorld, app: MeituanApp, path: string, params: Params): void {
  if (!app.accessTokens || path.startsWith('oauth/')) return;
  const orderId = params['order_id'] ?? params['wm_order_id_view'] ?? '';
  const shop = params['app_poi_code'] ?? world.orders.find(orderId)?.appPoiCode;
  if (shop === undefined || !shopOf(app, shop)) return;
  if (!world.tokens.lives(app.appId, shop, params['access_token'] ?? '', Date.now()))
    throw new MeituanError('tokenOver', '用户token已过期');
}

function tokenAnswer(world: MeituanWorld, app: MeituanApp, shop: string): BareAnswer {
  const now = Date.now();
  const { token, expiresAt, refreshToken, refreshExpiresAt } = world.tokens.mint(app, shop, now);
  world.changed();
  return new BareAnswer({
    status: 0,
    access_token: token,
    expires_in: Math.round((expiresAt - now) / 1_000),
    refresh_token: refreshToken,
    re_expires_in: Math.round((refreshExpiresAt - now) / 1_000),
    state: '',
    message: 'ok',
  });
}

function requireSeveralMerchants(app: MeituanApp): void {
  if (!app.accessTokens) throw new MeituanError('noInterface', '自研应用无需授权');
}
