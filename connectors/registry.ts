import type { SalesChannel } from './contract.ts';
import { direct } from './direct/index.ts';
import { meituanTscc } from './meituan-tscc/index.ts';
import { meituan } from './meituan/index.ts';
import { meituanVouchers } from './meituan-vouchers/index.ts';
import { weidian } from './weidian/index.ts';
import { wechatMiniProgram } from './wechat-mini-program/index.ts';
import { wechatShop } from './wechat-shop/index.ts';
import { youzan } from './youzan/index.ts';

/** The only file that lists the platforms. */
const channels: ReadonlyMap<string, SalesChannel> = new Map(
  (
    [meituan, meituanTscc, meituanVouchers, youzan, weidian, wechatShop, wechatMiniProgram, direct] as SalesChannel[]
  ).map((channel) => [channel.platform, channel]),
);

export function findChannel(platform: string): SalesChannel | undefined {
  return channels.get(platform);
}

/** @throws Error for a platform that no row of ours should name. */
export function channelOf(platform: string): SalesChannel {
  const channel = channels.get(platform);
  if (!channel) throw new Error(`no connector for platform ${platform}`);
  return channel;
}

export function allChannels(): SalesChannel[] {
  return [...channels.values()];
}

/** Platforms that somebody else runs: to be connected. */
export function outsideChannels(): SalesChannel[] {
  return allChannels().filter(({ keptHere }) => keptHere === undefined);
}

/** Whether the orders of a platform can be asked for: only then is it polled and compared with. */
export function isPulled(platform: string): boolean {
  return channels.get(platform)?.tellsNothing === undefined;
}
