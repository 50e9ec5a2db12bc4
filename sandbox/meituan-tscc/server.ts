import { seconds } from '../meituan/world.ts';
import type { OpenPlatform, Platform } from '../platform.ts';
import { createTsccControl } from './control.ts';
import { TsccGateway } from './gateway.ts';
import { deliveryOf, isTsccAck, signTsccPush } from './pushes.ts';
import { TsccWorld } from './world.ts';

/** Meituan's gateway for software makers (技术服务合作中心, api-open-cater.meituan.com) as far as its README says. */
export const openMeituanTscc: OpenPlatform = (host): Platform => {
  const world = new TsccWorld(host);
  const gateway = new TsccGateway(world);
  const { apps } = world.takeAway;
  return {
    name: 'meituan-tscc',
    readCall: (request) => gateway.readCall(request),
    pushAddress: (push) => apps.get(push.appId)?.callbacks.default,
    signPush: (push) => signTsccPush(apps.get(push.appId), push, seconds()),
    deliverySettings: (push) => deliveryOf(apps.get(push.appId)),
    isAck: isTsccAck,
    controlRouter: createTsccControl(world, host.pushes),
    snapshot: () => world.snapshot(),
    restore: (snapshot) => world.restore(snapshot as ReturnType<TsccWorld['snapshot']>),
  };
};
