import { jsonText } from '../json-text.ts';
import type { PlatformAnswer, PlatformCall, PlatformRequest } from '../platform.ts';
import { RateLimiter } from '../rate-limit.ts';
import type { WechatApp } from './apps.ts';
import { generalError, WechatError } from './errors.ts';
import { isObject, type Fields } from './fields.ts';
import type { StableTokens } from './tokens.ts';

/** What a gateway needs of the world behind it. */
export interface WechatWorld<A extends WechatApp> {
  readonly apps: ReadonlyMap<string, A>;
  readonly tokens: StableTokens;
  changed(): void;
}

/** A call of an app; answers the fields beside `errcode` and `errmsg`, or throws a WechatError. */
export type WechatCall<A extends WechatApp> = (app: A, fields: Fields) => Fields | void;

const STABLE_TOKEN = 'cgi-bin/stable_token';
const SECRET_FIELDS: readonly string[] = ['secret', 'access_token'];

/** Answers the calls of one platform: JSON by POST with the access token in the query. */
export class WechatGateway<A extends WechatApp> {
  readonly #world: WechatWorld<A>;
  readonly #calls: Readonly<Record<string, WechatCall<A>>>;
  readonly #orderOf: (fields: Fields) => string | undefined;
  readonly #limiter = new RateLimiter();

  /** `orderOf` finds the order that a call is about, for the call log and for faults. */
  constructor(
    world: WechatWorld<A>,
    calls: Readonly<Record<string, WechatCall<A>>>,
    orderOf: (fields: Fields) => string | undefined,
  ) {
    this.#world = world;
    this.#calls = calls;
    this.#orderOf = orderOf;
  }

  readCall(request: PlatformRequest): PlatformCall {
    const path = request.path.replace(/^\//, '');
    const query = new URLSearchParams(request.query);
    const seen = readBody(request.body) ?? {};
    const orderId = this.#orderOf(seen);
    return {
      path,
      params: loggable(seen),
      ...(orderId === undefined ? {} : { orderId }),
      answer: () => answered(() => this.#run(path, request, query)),
      failure: (code = -1, message = 'system error') => refusal(code, message),
    };
  }

  #run(path: string, { method, body }: PlatformRequest, query: URLSearchParams): Fields {
    if (method !== 'POST') throw generalError('noSuchCall');
    if (path === STABLE_TOKEN) return this.#stableToken(bodyOf(body));
    const accessToken = query.get('access_token') ?? '';
    if (accessToken === '') throw generalError('tokenMissing');
    const app = this.#world.apps.get(this.#world.tokens.appidOf(accessToken, Date.now()));
    if (!app) throw generalError('badCredential');
    if (!this.#limiter.allows(app, Date.now())) throw generalError('tooOften');
    const call = Object.hasOwn(this.#calls, path) ? this.#calls[path] : undefined;
    if (!call) throw generalError('noSuchCall');
    return { errcode: 0, errmsg: 'ok', ...call(app, bodyOf(body)) };
  }

  /** Answers without `errcode`, as the platform does here. */
  #stableToken(fields: Fields): Fields {
    const { grant_type: grant, appid, secret, force_refresh: forced = false } = fields;
    if (grant !== 'client_credential') throw generalError('badGrantType');
    if (typeof appid !== 'string' || appid === '') throw generalError('appidMissing');
    if (typeof secret !== 'string' || secret === '') throw generalError('secretMissing');
    if (typeof forced !== 'boolean') throw generalError('notJson');
    const app = this.#world.apps.get(appid);
    if (!app) throw generalError('badAppid');
    if (app.secret !== secret) throw generalError('badSecret');
    const nowMs = Date.now();
    const token = forced ? this.#world.tokens.force(app, nowMs) : this.#world.tokens.current(app, nowMs);
    this.#world.changed();
    return { access_token: token.accessToken, expires_in: Math.ceil((token.expiresAt - nowMs) / 1_000) };
  }
}

function answered(run: () => Fields): PlatformAnswer {
  try {
    return envelope(run(), 0);
  } catch (error) {
    if (!(error instanceof WechatError)) throw error;
    return refusal(error.errcode, error.message);
  }
}

function refusal(errcode: number, errmsg: string): PlatformAnswer {
  return envelope({ errcode, errmsg }, errcode);
}

function envelope(body: Fields, code: number): PlatformAnswer {
  return { status: 200, contentType: 'application/json; encoding=utf-8', body: jsonText(body), code };
}

function bodyOf(body: string): Fields {
  if (body.trim() === '') throw generalError('emptyBody');
  const fields = readBody(body);
  if (!fields) throw generalError('notJson');
  return fields;
}

function readBody(body: string): Fields | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function loggable(fields: Fields): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => !SECRET_FIELDS.includes(name))
      .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}
