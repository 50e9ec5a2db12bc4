import type { Router } from 'express';
import { z } from 'zod';
import { ControlError, parseBody } from '../control-error.ts';
import type { WechatApp } from './apps.ts';
import { WechatError } from './errors.ts';
import { checkAddress } from './pushes.ts';
import type { WechatWorld } from './gateway.ts';

const expireSchema = z.strictObject({ shop: z.string().optional(), inMs: z.int().min(0).default(0) });

interface AppBook<A extends WechatApp, S> extends WechatWorld<A> {
  putApp(appid: string, settings: S): A;
}

/** The control port's paths for apps and tokens, the same on every WeChat platform. */
export function addAppControl<A extends WechatApp, S>(
  router: Router,
  world: AppBook<A, S>,
  schema: z.ZodType<S>,
): void {
  router.put('/apps/:appid', (request, response) => {
    response.json(withoutSecrets(world.putApp(request.params.appid, parseBody(schema, request.body))));
  });
  router.get('/apps', (_request, response) => {
    response.json({ apps: [...world.apps.values()].map(withoutSecrets) });
  });
  router.post('/apps/:appid/check-address', async (request, response) => {
    response.json(await checkAddress(findApp(world.apps, request.params.appid)));
  });
  router.get('/tokens', (_request, response) => {
    const tokens = world.tokens.list(Date.now());
    response.json({
      minted: world.tokens.minted,
      tokens: tokens.map(({ appid, expiresAt }) => ({ clientId: appid, shop: appid, expiresAt })),
    });
  });
  router.post('/tokens/expire', (request, response) => {
    const { shop, inMs } = parseBody(expireSchema, request.body);
    const appid = shop === undefined ? undefined : findApp(world.apps, shop).appid;
    response.json({ expired: world.tokens.expire(Date.now() + inMs, appid) });
    world.changed();
  });
}

/** The app by its appid or alias; the first one when nothing is named. */
export function findApp<A extends WechatApp>(apps: ReadonlyMap<string, A>, name: string | undefined): A {
  for (const app of apps.values()) if (name === undefined || app.appid === name || app.alias === name) return app;
  throw new ControlError(404, name === undefined ? 'no app is registered' : `no shop is called ${name}`);
}

/** What the platform itself would not do is a conflict here. */
export function orRefuse<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof WechatError) throw new ControlError(409, `[${String(error.errcode)}] ${error.message}`);
    throw error;
  }
}

function withoutSecrets({ secret: _secret, push, ...app }: WechatApp): Record<string, unknown> {
  const { token: _token, encodingAesKey: _key, ...settings } = push;
  return { ...app, push: settings };
}
