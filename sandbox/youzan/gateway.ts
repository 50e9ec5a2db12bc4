import type { PlatformAnswer, PlatformCall, PlatformRequest } from '../platform.ts';
import { RateLimiter } from '../rate-limit.ts';
import { apiCalls, type ApiCall, type CallContext } from './api-calls.ts';
import { shopOf } from './apps.ts';
import { fieldTexts, readFields, type Fields } from './body-fields.ts';
import { failure, success, tokenRefused, type Envelope } from './envelopes.ts';
import { YouzanError, youzanErrors } from './errors.ts';
import { answerTokenCall } from './token-calls.ts';
import type { YouzanWorld } from './world.ts';

const TOKEN_PATH = '/auth/token';
const SECRET_FIELDS = ['client_secret', 'refresh_token', 'access_token', 'code'];
/** What the platform says when it means "later". */
const BUSY_CODE = 500_100_004;
const SUCCESS_CODE = 200;

/** Reads requests and sends them through the checks of the gateway to the call that they name. */
export class YouzanGateway {
  readonly #world: YouzanWorld;
  readonly #limiter = new RateLimiter();

  constructor(world: YouzanWorld) {
    this.#world = world;
  }

  readCall(request: PlatformRequest): PlatformCall {
    const path = request.path.replace(/\/+$/, '');
    if (path === TOKEN_PATH) {
      return {
        path: 'auth/token',
        params: loggedFields(request.body),
        answer: () => answerTokenCall(this.#world, request),
        failure: (code = youzanErrors.badCredentials, message = '系统错误') => tokenRefused(code, message),
      };
    }
    const [, name = '', version = ''] = /^\/api\/([\w.]+)\/(\d+\.\d+\.\d+)$/.exec(path) ?? [];
    const params = loggedFields(request.body);
    const orderId = this.#orderOf(params);
    return {
      path: name || path.slice(1),
      params: { ...params, apiVersion: version },
      ...(orderId ? { orderId } : {}),
      answer: () => this.#answer(request, name, version),
      failure: (code = BUSY_CODE, message = '系统繁忙，请稍后重试') => {
        const envelope = this.#envelope(request, name);
        // A success that is none, which callers must notice.
        return code === SUCCESS_CODE ? success(envelope, { is_success: false }) : failure(envelope, code, message);
      },
    };
  }

  #answer(request: PlatformRequest, name: string, version: string): PlatformAnswer {
    try {
      const { call, context } = this.#admit(request, name, version);
      return success(this.#envelope(request, name), call.run(context));
    } catch (error) {
      if (error instanceof YouzanError) return failure(this.#envelope(request, name), error.code, error.message);
      process.stderr.write(
        `sandbox: ${name} failed: ${error instanceof Error ? (error.stack ?? '') : String(error)}\n`,
      );
      return failure(this.#envelope(request, name), BUSY_CODE, '系统异常');
    }
  }

  /** The checks before any business, in the order in which the platform makes them. */
  #admit(request: PlatformRequest, name: string, version: string): { call: ApiCall; context: CallContext } {
    if (name === '') throw new YouzanError('badPath', 'API路径错误');
    const call = Object.hasOwn(apiCalls, name) ? apiCalls[name] : undefined;
    if (!call?.versions.includes(version)) throw new YouzanError('unknownApi', `API不存在: ${name}/${version}`);
    const isJson = (request.headers['content-type'] ?? '').startsWith('application/json');
    if (request.method !== 'POST' || !isJson) throw new YouzanError('badMethod', '请求方式或Content-Type错误');
    const fields = readFields(request.body);
    const context = this.#caller(request, fields);
    if (context.app.forbidden.includes(name)) throw new YouzanError('noPermission', `没有权限调用: ${name}`);
    if (!this.#limiter.allows(context.app, Date.now())) throw new YouzanError('tooOften', '调用过于频繁');
    return { call, context };
  }

  /** Whose token came in the query; anywhere else it does not count. */
  #caller(request: PlatformRequest, fields: Fields): CallContext {
    const text = new URLSearchParams(request.query).get('access_token');
    if (!text) throw new YouzanError('noToken', '缺少access_token');
    const token = this.#world.tokens.find(text);
    if (!token) throw new YouzanError('unknownToken', 'access_token不存在');
    const app = this.#world.apps.get(token.clientId);
    const shop = app && shopOf(app, token.kdtId);
    if (!app || !shop || shop.grantEnded) throw new YouzanError('noToken', '授权已结束');
    if (token.expiresAt <= Date.now()) throw new YouzanError('tokenExpired', 'access_token已过期');
    return { world: this.#world, app, shop, fields };
  }

  #envelope(request: PlatformRequest, name: string): Envelope {
    const token = this.#world.tokens.find(new URLSearchParams(request.query).get('access_token') ?? '');
    const app = this.#world.apps.get(token?.clientId ?? '');
    if (app?.oldEnvelope.includes(name)) return 'old';
    return (Object.hasOwn(apiCalls, name) ? apiCalls[name]?.envelope : undefined) ?? 'current';
  }

  #orderOf(params: Record<string, string>): string | undefined {
    return params['tid'] ?? this.#world.orders.findRefund(params['refund_id'] ?? '')?.order.tid;
  }
}

function loggedFields(body: string): Record<string, string> {
  try {
    const texts = fieldTexts(readFields(body));
    return Object.fromEntries(Object.entries(texts).filter(([name]) => !SECRET_FIELDS.includes(name)));
  } catch {
    // What is not JSON has no fields to log; the call itself says so to its caller.
    return {};
  }
}
