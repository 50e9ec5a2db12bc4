import { shopOf } from '../meituan/apps.ts';
import { MeituanError, meituanErrors } from '../meituan/errors.ts';
import { seconds } from '../meituan/world.ts';
import { jsonText } from '../json-text.ts';
import type { PlatformAnswer, PlatformCall, PlatformRequest } from '../platform.ts';
import { RateLimiter } from '../rate-limit.ts';
import { TAKE_AWAY, type TsccApp, type TsccShop } from './apps.ts';
import { bizTexts, malformed, missing, readBiz } from './biz-fields.ts';
import { PartSuccess, type Call } from './call-context.ts';
import { dishCalls } from './dish-calls.ts';
import { failure, success } from './envelopes.ts';
import { orderCalls } from './order-calls.ts';
import { shopCalls } from './shop-calls.ts';
import { signTscc } from './signing.ts';
import { tokenCalls } from './token-calls.ts';
import type { TsccWorld } from './world.ts';

/** As at Meituan's other gateway. */
const CLOCK_SKEW_MAX_SECONDS = 600;
const VERSION = '2';
const CHARSET = 'UTF-8';
const SECRET_FIELDS = ['sign', 'appAuthToken', 'refreshToken', 'code', 'biz'];

const calls: Readonly<Record<string, Call>> = { ...orderCalls, ...dishCalls, ...shopCalls };

interface Form {
  fields: Record<string, string>;
  /** A key that came twice, which no signature can cover. */
  twice?: string;
}

/** Reads requests and sends them through the checks of the gateway to the call that they name. */
export class TsccGateway {
  readonly #world: TsccWorld;
  readonly #limiter = new RateLimiter();

  constructor(world: TsccWorld) {
    this.#world = world;
  }

  readCall(request: PlatformRequest): PlatformCall {
    const path = request.path.replace(/^\/+|\/+$/g, '');
    const form = readForm(request);
    const plain = Object.entries(form.fields).filter(([name]) => !SECRET_FIELDS.includes(name));
    const biz = bizTexts(form.fields['biz']);
    return {
      path,
      params: { ...Object.fromEntries(plain), ...biz },
      ...(biz['orderId'] ? { orderId: biz['orderId'] } : {}),
      answer: () => this.#answer(request, path, form),
      failure: (code = meituanErrors.systemError, message = '系统错误') => failure(code, message),
    };
  }

  #answer(request: PlatformRequest, path: string, form: Form): PlatformAnswer {
    try {
      const app = this.#caller(request, form);
      const { fields } = form;
      const tokenCall = Object.hasOwn(tokenCalls, path) ? tokenCalls[path] : undefined;
      if (tokenCall) return success(tokenCall(this.#world, app, fields));
      const call = Object.hasOwn(calls, path) ? calls[path] : undefined;
      if (!call) throw new MeituanError('noInterface', '没有权限调用此接口');
      const shop = this.#shopOf(app, fields);
      const data = call({ world: this.#world, app, shop, biz: readBiz(fields['biz']) });
      return data instanceof PartSuccess ? success('ok', jsonText(data.failures)) : success(data);
    } catch (error) {
      if (error instanceof MeituanError) return failure(error.code, error.message);
      process.stderr.write(
        `sandbox: ${path} failed: ${error instanceof Error ? (error.stack ?? '') : String(error)}\n`,
      );
      return failure(meituanErrors.systemError, '系统错误');
    }
  }

  /** Whose call this is, once it is proved and not too many. */
  #caller(request: PlatformRequest, { fields, twice }: Form): TsccApp {
    const isForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
    if (request.method !== 'POST' || !isForm) throw new MeituanError('malformedParameter', '请使用POST表单');
    if (twice !== undefined) throw malformed(`${twice}重复`);
    for (const name of ['developerId', 'businessId', 'timestamp', 'charset', 'sign']) {
      if (!fields[name]) throw missing(name);
    }
    const app = this.#world.takeAway.apps.get(fields['developerId'] ?? '');
    if (!app) throw new MeituanError('unknownApp', 'developerId不存在');
    if (!/^\d{1,12}$/.test(fields['timestamp'] ?? '')) throw malformed('timestamp');
    if (fields['charset'] !== CHARSET) throw malformed('charset');
    if (fields['sign'] !== signTscc(fields, app.signKey)) throw new MeituanError('badSignature', '签名错误');
    if (Math.abs(Number(fields['timestamp']) - seconds()) > CLOCK_SKEW_MAX_SECONDS) {
      throw new MeituanError('badSignature', '签名错误: timestamp与北京时间相差超过10分钟');
    }
    if (!this.#limiter.allows(app, Date.now())) throw new MeituanError('tooOften', '调用过于频繁');
    return app;
  }

  /** The shop that the token is for: each token serves one shop and one businessId. */
  #shopOf(app: TsccApp, fields: Record<string, string>): TsccShop {
    if (!fields['version']) throw missing('version');
    if (fields['version'] !== VERSION) throw malformed('version');
    if (fields['businessId'] !== TAKE_AWAY) throw new MeituanError('noInterface', '没有权限调用此接口');
    const text = fields['appAuthToken'];
    if (!text) throw missing('appAuthToken');
    const token = this.#world.tokens.find(app.appId, text);
    if (!token || token.expiresAt <= Date.now()) throw new MeituanError('tokenOver', 'appAuthToken已失效');
    const shop = shopOf(app, token.ePoiId);
    if (!shop || token.businessId !== fields['businessId']) {
      throw new MeituanError('noRight', '没有权限访问此数据');
    }
    return shop;
  }
}

/** Only the form counts; what stands in the query is not looked at. */
function readForm(request: PlatformRequest): Form {
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  let twice: string | undefined;
  for (const [name, value] of new URLSearchParams(request.body)) {
    if (name in fields) twice = name;
    fields[name] = value;
  }
  return { fields, ...(twice === undefined ? {} : { twice }) };
}
