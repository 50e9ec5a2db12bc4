import type { ConnectionSetup } from '../connection-setup.ts';
import { accountFields, callbacks, ipList, shopIsApp } from '../wechat/setup.ts';

export { troubleOf } from '../wechat/setup.ts';

/** How a merchant connects a shop of 微信小店 (MAPPING.md, Connecting). */
export const setup: ConnectionSetup = {
  console: { name: { zh: '微信小店后台', en: 'WeChat Shop console' }, url: 'https://store.weixin.qq.com' },
  before: [
    {
      zh: '用店主微信扫码登录微信小店后台，进入「服务市场 › 开发管理」。',
      en: 'Log in to the WeChat Shop console by the owner’s WeChat and open 开发管理 (development).',
    },
    ipList,
  ],
  fields: [
    ...accountFields,
    {
      name: 'return_address_id',
      label: { zh: '退货地址编号', en: 'Number of the return address' },
      secret: false,
      required: false,
      where: {
        zh: '「店铺管理 › 地址管理」里退货地址的编号。不填也能用，退货就到微信后台同意',
        en: '地址管理 (addresses), the number of the return address. Without it, returns are agreed to on WeChat’s own pages',
      },
      example: '1024',
      pattern: '\\d{1,20}',
    },
  ],
  callbacks,
  shop: shopIsApp,
  baseUrl: 'https://api.weixin.qq.com',
  usesTokens: true,
};
