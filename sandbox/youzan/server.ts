import type { OpenPlatform, Platform } from '../platform.ts';
import { createYouzanControl } from './control.ts';
import { YouzanGateway } from './gateway.ts';
import { deliveryOf, isYouzanAck, signYouzanPush } from './pushes.ts';
import { YouzanWorld } from './world.ts';

/** Youzan's open platform (open.youzanyun.com) as far as the sandbox's README says. */
export const openYouzan: OpenPlatform = (host): Platform => {
  const world = new YouzanWorld(host);
  const gateway = new YouzanGateway(world);
  return {
    name: 'youzan',
    readCall: (request) => gateway.readCall(request),
    pushAddress: (push) => world.apps.get(push.appId)?.callbacks.default,
    signPush: (push, sentBefore) => signYouzanPush(world.apps.get(push.appId), push, sentBefore),
    deliverySettings: (push) => deliveryOf(world.apps.get(push.appId)),
    isAck: isYouzanAck,
    controlRouter: createYouzanControl(world, host.pushes),
    snapshot: () => world.snapshot(),
    restore: (snapshot) => world.restore(snapshot as ReturnType<YouzanWorld['snapshot']>),
  };
};
