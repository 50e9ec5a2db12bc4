import type { ConnectionTrouble } from '../../domain/connection-trouble.ts';
import { type ConnectionSetup, troubleByKind, type Words } from '../connection-setup.ts';
import type { ConnectorError } from '../errors.ts';
import { consentFields, optionalField } from '../setup-fields.ts';

/** **?** The notes name the fields; the console's menus are worded by subject and may move. */
const APP_PAGE: Words = {
  zh: '微店开放平台「我的应用」，进入这个应用的详情',
  en: 'Weidian open platform, 我的应用 (my apps), the page of this app',
};

const RETURNS: Words = {
  zh: '顾客退货寄回的地址。不填也能用，退货就到微店后台同意',
  en: 'Where customers send goods back to. Without it, returns are agreed to on Weidian’s own pages',
};

/** How a merchant with an app of its own (自用型), or with one for many shops (服务型), connects it (MAPPING.md, Connecting). */
export const setup: ConnectionSetup = {
  console: { name: { zh: '微店开放平台', en: 'Weidian open platform' }, url: 'https://open.weidian.com' },
  before: [
    {
      zh: '用店主账号登录微店开放平台。还没有应用的，创建一个「自用型」应用，等审核通过。',
      en: 'Log in to the Weidian open platform as the owner. Without an app yet, make one of your own (自用型) and wait for its approval.',
    },
    {
      zh: '在应用里申请订单、商品和退款的接口权限，并订阅订单消息。',
      en: 'Apply for the interfaces of orders, goods and refunds, and subscribe to the messages of orders.',
    },
  ],
  fields: [
    {
      name: 'access',
      label: { zh: '应用类型', en: 'Sort of app' },
      secret: false,
      required: false,
      where: {
        zh: '「我的应用」里写着；自己店用的一般是自用型',
        en: '我的应用 says so; an app for one’s own shop is mostly 自用型',
      },
      example: 'own',
      pattern: 'own|service',
      choices: [
        { value: 'own', label: { zh: '自用型', en: 'Own app (自用型)' } },
        { value: 'service', label: { zh: '服务型', en: 'Service app (服务型)' } },
      ],
    },
    {
      name: 'appkey',
      label: { zh: 'appkey', en: 'appkey' },
      secret: false,
      required: true,
      where: APP_PAGE,
      example: '687654',
      pattern: '[0-9A-Za-z]{4,64}',
    },
    {
      name: 'secret',
      label: { zh: 'secret', en: 'secret' },
      secret: true,
      required: true,
      where: { zh: `${APP_PAGE.zh}，在 appkey 旁边`, en: `${APP_PAGE.en}, beside the appkey` },
      example: '4f1c…',
      pattern: '[\\x21-\\x7e]{8,128}',
    },
    ...consentFields({ field: 'access', is: 'service' }, { zh: '五分钟', en: 'five minutes' }),
    optionalField('return_to.name', { zh: '退货收件人', en: 'Returns: name' }, RETURNS, '王小明', '.{1,50}'),
    optionalField(
      'return_to.mobile',
      { zh: '退货电话', en: 'Returns: phone' },
      RETURNS,
      '13800138000',
      '[0-9+ -]{5,20}',
    ),
    optionalField(
      'return_to.address',
      { zh: '退货地址', en: 'Returns: address' },
      RETURNS,
      '上海市静安区示例路 1 号',
      '.{5,200}',
    ),
  ],
  callbacks: {
    where: {
      zh: '应用详情的「消息推送地址」，所有消息都用这一个。地址就是钥匙，不要发给别人',
      en: 'The page of the app, 消息推送地址 (push address): one for everything. The address is the key: show it to nobody',
    },
    addresses: [{ kind: null, label: { zh: '消息推送地址', en: 'Push address' } }],
  },
  shop: {
    label: { zh: '店铺 ID（seller_id）', en: 'Shop id (seller_id)' },
    where: {
      zh: '微店 App 或后台的「店铺资料」，也是店铺网址 userid= 后面的数字',
      en: 'Shop profile, or the number behind userid= in the address of the shop',
    },
    example: '1234567890',
    pattern: '\\d{1,20}',
  },
  baseUrl: 'https://api.vdian.com',
  usesTokens: true,
};

const TOKEN_CALL = /^(?:token|oauth2\/)/;

/** Weidian's codes that concern the connection (protocol notes 5). **?** Those of the token call are not known: it refuses the credentials. */
export function troubleOf(error: ConnectorError): ConnectionTrouble {
  if (error.kind === 'unauthorized' && TOKEN_CALL.test(error.message)) return 'secret_wrong';
  return troubleByKind(error);
}
