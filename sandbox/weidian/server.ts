import type { OpenPlatform, Platform } from '../platform.ts';
import { createWeidianControl } from './control.ts';
import { WeidianGateway } from './gateway.ts';
import { deliveryOf, isWeidianAck, writePush } from './pushes.ts';
import { WeidianWorld } from './world.ts';

/** Weidian's open platform (open.weidian.com) as far as the README beside this file says. */
export const openWeidian: OpenPlatform = (host): Platform => {
  const world = new WeidianWorld(host);
  const gateway = new WeidianGateway(world);
  return {
    name: 'weidian',
    readCall: (request) => gateway.readCall(request),
    pushAddress: (push) => world.apps.get(push.appId)?.callbacks.default,
    signPush: (push) => writePush(world.apps.get(push.appId), push),
    deliverySettings: (push) => deliveryOf(world.apps.get(push.appId)),
    isAck: isWeidianAck,
    controlRouter: createWeidianControl(world, host.pushes),
    snapshot: () => world.snapshot(),
    restore: (snapshot) => world.restore(snapshot as ReturnType<WeidianWorld['snapshot']>),
  };
};
