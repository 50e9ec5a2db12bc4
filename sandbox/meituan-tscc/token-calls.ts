import type { TsccApp } from './apps.ts';
import { malformed, missing } from './biz-fields.ts';
import type { ShopToken } from './tokens.ts';
import type { TsccWorld } from './world.ts';

type Form = Readonly<Record<string, string>>;
type TokenCall = (world: TsccWorld, app: TsccApp, form: Form) => Record<string, unknown>;

const SCOPE = 'all';

/** The calls that give tokens: their parameters lie flat in the form, without `version` and `biz`. */
export const tokenCalls: Readonly<Record<string, TokenCall>> = {
  'oauth/token': (world, app, form) => {
    requireGrantType(form, 'authorization_code');
    const code = required(form, 'code');
    return granted(world, world.tokens.redeem(app.appId, required(form, 'businessId'), code, Date.now(), app.tokens));
  },
  'oauth/refresh': (world, app, form) => {
    requireGrantType(form, 'refresh_token');
    if (required(form, 'scope') !== SCOPE) throw malformed('scope');
    const refreshToken = required(form, 'refreshToken');
    return granted(
      world,
      world.tokens.refresh(app.appId, required(form, 'businessId'), refreshToken, Date.now(), app.tokens),
    );
  },
};

function granted(world: TsccWorld, token: ShopToken): Record<string, unknown> {
  world.changed();
  const shop = world.takeAway.apps.get(token.developerId)?.shops.find((one) => one.appPoiCode === token.ePoiId);
  return {
    accessToken: token.accessToken,
    refreshToken: token.refreshToken,
    expireIn: Math.round((token.expiresAt - Date.now()) / 1_000),
    scope: SCOPE,
    opBizCode: shop?.opBizCode ?? token.ePoiId,
  };
}

function requireGrantType(form: Form, grantType: string): void {
  if (required(form, 'grantType') !== grantType) throw malformed('grantType');
}

function required(form: Form, name: string): string {
  const value = form[name];
  if (value === undefined || value === '') throw missing(name);
  return value;
}
