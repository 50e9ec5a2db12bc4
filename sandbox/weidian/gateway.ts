import type { PlatformAnswer, PlatformCall, PlatformRequest } from '../platform.ts';
import { RateLimiter } from '../rate-limit.ts';
import { apiCalls } from './api-calls.ts';
import { aesKeyOf, shopOf, type WeidianApp } from './apps.ts';
import type { CallContext } from './call-context.ts';
import { fieldTexts, readObject, requiredText, type Fields } from './call-fields.ts';
import { failure, success } from './envelopes.ts';
import { WeidianError, weidianErrors } from './errors.ts';
import { tokenCalls } from './token-calls.ts';
import type { WeidianWorld } from './world.ts';

const SECRET_METHOD = 'open.secret.list';
const SECRET_FIELDS = ['secret', 'access_token', 'refresh_token', 'code'];
const BUSY = '系统错误';

/** Reads requests and sends them through the checks of the gateway to the call that they name. */
export class WeidianGateway {
  readonly #world: WeidianWorld;
  readonly #limiter = new RateLimiter();

  constructor(world: WeidianWorld) {
    this.#world = world;
  }

  readCall(request: PlatformRequest): PlatformCall {
    const path = request.path.replace(/^\/+|\/+$/g, '');
    const params = readForm(request);
    return path === 'api' ? this.#apiCall(params) : this.#tokenCall(path, params);
  }

  #tokenCall(path: string, params: Record<string, string>): PlatformCall {
    const app = this.#world.apps.get(params['appkey'] ?? '');
    const call = Object.hasOwn(tokenCalls, path) ? tokenCalls[path] : undefined;
    return {
      path,
      params: loggable(params),
      answer: () =>
        call?.(this.#world, params) ?? {
          status: 404,
          contentType: 'text/plain;charset=utf-8',
          body: `no ${path} here\n`,
          code: 404,
        },
      failure: (code = weidianErrors.systemError, reason = BUSY) => failure(app, code, reason),
    };
  }

  #apiCall(params: Record<string, string>): PlatformCall {
    const head = fieldsOrNone('public', params['public']);
    const texts = fieldTexts(fieldsOrNone('param', params['param']));
    const app = this.#appOf(head, texts);
    const method = typeof head['method'] === 'string' ? head['method'] : '';
    const orderId = texts['order_id'] ?? this.#world.orders.findRefund(texts['refund_no'] ?? '')?.order.orderId;
    return {
      path: method || 'api',
      params: { ...loggable(texts), apiVersion: fieldTexts(head)['version'] ?? '' },
      ...(orderId === undefined ? {} : { orderId }),
      answer: () => this.#answer(app, params),
      failure: (code = weidianErrors.systemError, reason = BUSY) => failure(app, code, reason),
    };
  }

  #answer(app: WeidianApp | undefined, params: Record<string, string>): PlatformAnswer {
    try {
      return success(app, this.#act(params));
    } catch (error) {
      if (error instanceof WeidianError) return failure(app, error.code, error.message);
      process.stderr.write(`sandbox: ${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
      return failure(app, weidianErrors.systemError, BUSY);
    }
  }

  /** The checks before any business, then the call itself. */
  #act(params: Record<string, string>): unknown {
    const extra = Object.keys(params).find((name) => name !== 'public' && name !== 'param');
    if (extra !== undefined) throw new WeidianError('badCall', `多余的参数: ${extra}`);
    const head = readObject('public', params['public']);
    const fields = readObject('param', params['param']);
    const { method, version, format } = head;
    if (typeof method !== 'string' || typeof version !== 'string' || format !== 'json')
      throw new WeidianError('badCall', 'public应包含method、version、format');
    if (method === SECRET_METHOD && version === '1.0') return this.#secrets(fields);
    const call = Object.hasOwn(apiCalls, method) ? apiCalls[method] : undefined;
    const context = this.#admit(head, fields, version);
    if (!call?.versions.includes(version) || context.app.absent.includes(method))
      throw new WeidianError('unknownMethod', `接口不存在: ${method} ${version}`);
    return call.run(context);
  }

  #admit(head: Fields, fields: Fields, version: string): CallContext {
    const text = head['access_token'];
    const token = this.#world.tokens.find(typeof text === 'string' ? text : '');
    const app = token && this.#world.apps.get(token.appkey);
    const shop = app && shopOf(app, token.shopId);
    if (!shop || token.expiresAt <= Date.now()) throw new WeidianError('badToken', 'access_token错误或已过期');
    if (!this.#limiter.allows(app, Date.now())) throw new WeidianError('tooOften', '调用过于频繁');
    return { world: this.#world, app, shop, fields, version };
  }

  /** The one call without a token: who knows the secret may have the key. */
  #secrets(fields: Fields): unknown {
    const app = this.#world.apps.get(requiredText(fields, 'app_key'));
    if (app?.secret !== requiredText(fields, 'secret')) throw new WeidianError('badCredentials', 'app_key或secret错误');
    return [{ aesKey: aesKeyOf(app) }];
  }

  /** Whose call it is, as far as can be seen before anything is checked; it decides how the answer is dressed. */
  #appOf(head: Fields, texts: Record<string, string>): WeidianApp | undefined {
    const { access_token: text } = head;
    const appkey = typeof text === 'string' ? this.#world.tokens.find(text)?.appkey : texts['app_key'];
    return this.#world.apps.get(appkey ?? '');
  }
}

/** The query of a GET, the form of a POST. */
function readForm(request: PlatformRequest): Record<string, string> {
  const isForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  // A POST to the token calls may have its fields in the query.
  const text = request.method === 'POST' && isForm && request.body !== '' ? request.body : request.query;
  return Object.fromEntries(new URLSearchParams(text));
}

function fieldsOrNone(name: string, text: string | undefined): Fields {
  try {
    return readObject(name, text);
  } catch {
    // The call itself says so to its caller.
    return {};
  }
}

function loggable(params: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(params).filter(([name]) => !SECRET_FIELDS.includes(name)));
}
