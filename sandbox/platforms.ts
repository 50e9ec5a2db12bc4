import { openMeituanTscc } from './meituan-tscc/server.ts';
import { openMeituanVouchers } from './meituan-vouchers/server.ts';
import { openMeituan } from './meituan/server.ts';
import type { OpenPlatform } from './platform.ts';
import { openWechatMiniProgram } from './wechat-mini-program/server.ts';
import { openWechatShop } from './wechat-shop/server.ts';
import { openWeidian } from './weidian/server.ts';
import { openYouzan } from './youzan/server.ts';

/** The only list of the platforms that the sandbox can pretend to be. */
export const platforms: readonly OpenPlatform[] = [
  openMeituan,
  openYouzan,
  openWeidian,
  openWechatShop,
  openWechatMiniProgram,
  openMeituanTscc,
  openMeituanVouchers,
];
