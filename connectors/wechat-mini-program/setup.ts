import type { ConnectionSetup } from '../connection-setup.ts';
import { accountFields, callbacks, ipList, shopIsApp } from '../wechat/setup.ts';

export { troubleOf } from '../wechat/setup.ts';

/** How a merchant connects a mini-program of its own (MAPPING.md, Connecting). */
export const setup: ConnectionSetup = {
  console: { name: { zh: '微信公众平台', en: 'WeChat platform console' }, url: 'https://mp.weixin.qq.com' },
  before: [
    {
      zh: '用小程序的账号登录微信公众平台，确认「发货信息管理服务」已经开通。',
      en: 'Log in to the console as the mini-program, and see that 发货信息管理服务 (shipping management) is on.',
    },
    ipList,
  ],
  fields: [
    ...accountFields,
    {
      name: 'sender_mobile',
      label: { zh: '寄件人手机号', en: 'Phone of the sender' },
      secret: false,
      required: false,
      where: {
        zh: '店里寄快递用的手机号。发顺丰必填，微信只收后四位',
        en: 'The phone that the shop sends parcels with. 顺丰 needs it; WeChat gets the last four digits',
      },
      example: '13800138000',
      pattern: '1\\d{10}',
    },
  ],
  callbacks,
  shop: shopIsApp,
  baseUrl: 'https://api.weixin.qq.com',
  usesTokens: true,
};
