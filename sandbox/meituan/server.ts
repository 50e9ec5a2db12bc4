import { readParams } from '../form-params.ts';
import { jsonText } from '../json-text.ts';
import type { OpenPlatform, Platform, PlatformAnswer, PlatformCall, PlatformRequest } from '../platform.ts';
import { RateLimiter } from '../rate-limit.ts';
import { addressOf, type MeituanApp } from './apps.ts';
import { BareAnswer, PartSuccess } from './call-params.ts';
import { meituanCalls } from './calls.ts';
import { createMeituanControl } from './control.ts';
import { MeituanError, meituanErrors } from './errors.ts';
import { deliveryOf, isMeituanAck, MeituanPushes, signMeituanPush } from './pushes.ts';
import { signMeituan } from './signing.ts';
import { requireToken } from './tokens.ts';
import { MeituanWorld, seconds } from './world.ts';

const PREFIX = '/api/v1/';
/** A call's timestamp may differ from Beijing time by ten minutes. */
const CLOCK_SKEW_MAX_SECONDS = 600;
const SECRET_PARAMS = ['sig', 'access_token', 'refresh_token'];

/** Meituan's take-away open platform (waimaiopen.meituan.com) as far as `README.md` says. */
export const openMeituan: OpenPlatform = (host): Platform => {
  const world = new MeituanWorld(host, new MeituanPushes(host.pushes));
  const limiter = new RateLimiter();

  function callerOf(request: PlatformRequest, params: Record<string, string>): MeituanApp {
    for (const name of ['app_id', 'timestamp', 'sig']) {
      if (!params[name]) throw new MeituanError('missingParameter', `缺少参数: ${name}`);
    }
    const app = world.apps.get(params['app_id'] ?? '');
    if (!app) throw new MeituanError('unknownApp', 'app_id不存在');
    if (!/^\d{1,12}$/.test(params['timestamp'] ?? ''))
      throw new MeituanError('malformedParameter', '参数格式错误: timestamp');
    if (params['sig'] !== signMeituan(request.url, params, app.secret))
      throw new MeituanError('badSignature', '签名错误');
    if (Math.abs(Number(params['timestamp']) - seconds()) > CLOCK_SKEW_MAX_SECONDS) {
      throw new MeituanError('badSignature', '签名错误: timestamp与北京时间相差超过10分钟');
    }
    if (!limiter.allows(app, Date.now())) throw new MeituanError('tooOften', '调用过于频繁');
    return app;
  }

  function answer(
    request: PlatformRequest,
    path: string,
    params: Record<string, string>,
    twice?: string,
  ): PlatformAnswer {
    try {
      if (twice) throw new MeituanError('malformedParameter', `参数重复且不一致: ${twice}`);
      const app = callerOf(request, params);
      const call = Object.hasOwn(meituanCalls, path) ? meituanCalls[path] : undefined;
      if (!call) throw new MeituanError('noInterface', '没有权限调用此接口');
      requireToken(world, app, path, params);
      const data = call(world, app, params);
      if (data instanceof BareAnswer) return json(data.fields, 0);
      if (data instanceof PartSuccess) return json({ data: 'ok', msg: jsonText(data.failures) }, 0);
      return json({ data }, 0);
    } catch (error) {
      if (error instanceof MeituanError) return failure(error.code, error.message);
      process.stderr.write(
        `sandbox: ${path} failed: ${error instanceof Error ? (error.stack ?? '') : String(error)}\n`,
      );
      return failure(meituanErrors.systemError, '系统错误');
    }
  }

  return {
    name: 'meituan',
    readCall(request): PlatformCall {
      const { params, twice } = readParams(request);
      const path = request.path.startsWith(PREFIX) ? request.path.slice(PREFIX.length) : request.path;
      const logged = Object.fromEntries(Object.entries(params).filter(([name]) => !SECRET_PARAMS.includes(name)));
      return {
        path,
        params: logged,
        ...orderNamedBy(params),
        answer: () => answer(request, path, params, twice),
        failure: (code = meituanErrors.systemError, message = 'system error') => failure(code, message),
      };
    },
    pushAddress: (push) => addressOf(world.apps.get(push.appId), push.kind),
    signPush: (push) => signMeituanPush(world.apps.get(push.appId), push, seconds()),
    deliverySettings: (push) => deliveryOf(world.apps.get(push.appId)),
    isAck: isMeituanAck,
    controlRouter: createMeituanControl(world, host.pushes),
    snapshot: () => world.snapshot(),
    restore: (snapshot) => world.restore(snapshot as ReturnType<MeituanWorld['snapshot']>),
  };
};

/** Most calls name their order alike; the record of refunds goes by the number that customers see. */
function orderNamedBy(params: Record<string, string>): { orderId?: string } {
  const orderId = params['order_id'] || params['wm_order_id_view'];
  return orderId ? { orderId } : {};
}

function failure(code: number, message: string): PlatformAnswer {
  return json({ data: 'ng', error: { code, msg: message } }, code);
}

function json(body: unknown, code: number): PlatformAnswer {
  return { status: 200, contentType: 'application/json;charset=utf-8', body: jsonText(body), code };
}
