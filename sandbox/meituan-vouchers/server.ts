import type { OpenPlatform, Platform } from '../platform.ts';
import { createVoucherControl } from './control.ts';
import { VoucherGateway } from './gateway.ts';
import { VoucherWorld } from './world.ts';

/** 北极星 (openapi.dianping.com), where 团购 vouchers are checked, as far as the sandbox's README says. It pushes nothing. */
export const openMeituanVouchers: OpenPlatform = (host): Platform => {
  const world = new VoucherWorld(host);
  const gateway = new VoucherGateway(world);
  return {
    name: 'meituan-vouchers',
    readCall: (request) => gateway.readCall(request),
    pushAddress: () => undefined,
    signPush: () => undefined,
    deliverySettings: () => ({ timeoutMs: 5_000, retryDelaysMs: [], retryEveryMs: 15_000, attemptsMax: 1 }),
    isAck: () => false,
    controlRouter: createVoucherControl(world),
    snapshot: () => world.snapshot(),
    restore: (snapshot) => world.restore(snapshot as ReturnType<VoucherWorld['snapshot']>),
  };
};
