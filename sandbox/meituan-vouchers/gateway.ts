import { momentOfBeijing } from '../beijing-time.ts';
import { readParams } from '../form-params.ts';
import { jsonText } from '../json-text.ts';
import type { PlatformAnswer, PlatformCall, PlatformRequest } from '../platform.ts';
import { RateLimiter } from '../rate-limit.ts';
import { malformed, required, voucherCalls, type CallContext, type Params } from './calls.ts';
import { VoucherError, voucherErrors } from './errors.ts';
import { signVouchers } from './signing.ts';
import { grantSession } from './token-call.ts';
import type { VoucherWorld } from './world.ts';

const PREFIX = '/router/';
const TOKEN_PATH = 'oauth/token';
const SUCCESS_CODE = 200;
const CLOCK_SKEW_MAX_MS = 600_000;
const FIXED: Readonly<Record<string, string>> = { format: 'json', v: '1', sign_method: 'MD5' };
const SECRET_PARAMS = ['sign', 'session', 'app_secret', 'auth_code', 'refresh_token'];

/** Reads requests and sends them through the checks of the gateway to the call that they name. */
export class VoucherGateway {
  readonly #world: VoucherWorld;
  readonly #limiter = new RateLimiter();

  constructor(world: VoucherWorld) {
    this.#world = world;
  }

  readCall(request: PlatformRequest): PlatformCall {
    const path = request.path.startsWith(PREFIX) ? request.path.slice(PREFIX.length) : request.path;
    const { params, twice } = readParams(request);
    const code = params['receipt_code'];
    return {
      path,
      params: Object.fromEntries(Object.entries(params).filter(([name]) => !SECRET_PARAMS.includes(name))),
      ...(code ? { orderId: code } : {}),
      answer: () => this.#answer(request, path, params, twice),
      failure: (errorCode = voucherErrors.systemError, message = '系统错误') => failure(errorCode, message),
    };
  }

  #answer(request: PlatformRequest, path: string, params: Params, twice?: string): PlatformAnswer {
    try {
      if (twice !== undefined) throw malformed(`${twice}重复且不一致`);
      if (path === TOKEN_PATH) {
        if (request.method !== 'POST') throw malformed('请使用POST');
        return json({ code: SUCCESS_CODE, msg: 'success', ...grantSession(this.#world, params) }, 0);
      }
      const context = this.#admit(params);
      const call = Object.hasOwn(voucherCalls, path) ? voucherCalls[path] : undefined;
      if (!call) throw new VoucherError('noInterface', '接口不存在');
      return json({ code: SUCCESS_CODE, msg: 'success', data: call(context) }, 0);
    } catch (error) {
      if (error instanceof VoucherError) return failure(error.code, error.message);
      process.stderr.write(
        `sandbox: ${path} failed: ${error instanceof Error ? (error.stack ?? '') : String(error)}\n`,
      );
      return failure(voucherErrors.systemError, '系统错误');
    }
  }

  /** Whose call this is and under which session, once it is proved and not too many. */
  #admit(params: Params): CallContext {
    for (const name of ['app_key', 'session', 'timestamp', ...Object.keys(FIXED), 'sign']) required(params, name);
    const app = this.#world.apps.get(params['app_key'] ?? '');
    if (!app) throw new VoucherError('unknownApp', 'app_key不存在');
    for (const [name, value] of Object.entries(FIXED)) if (params[name] !== value) throw malformed(name);
    const moment = momentOfBeijing(params['timestamp'] ?? '');
    if (moment === undefined) throw malformed('timestamp');
    if (params['sign'] !== signVouchers(params, app.appSecret)) throw new VoucherError('badSignature', '签名错误');
    if (Math.abs(moment - Date.now()) > CLOCK_SKEW_MAX_MS) {
      throw new VoucherError('badSignature', '签名错误: timestamp与北京时间相差超过10分钟');
    }
    if (!this.#limiter.allows(app, Date.now())) throw new VoucherError('tooOften', '调用过于频繁');
    const session = this.#world.sessions.find(app.appKey, params['session'] ?? '');
    if (!session || session.expiresAt <= Date.now()) throw new VoucherError('sessionOver', 'session已失效');
    return { world: this.#world, app, session, params };
  }
}

function failure(code: number, msg: string): PlatformAnswer {
  return json({ code, msg }, code);
}

function json(body: unknown, code: number): PlatformAnswer {
  return { status: 200, contentType: 'application/json;charset=UTF-8', body: jsonText(body), code };
}
