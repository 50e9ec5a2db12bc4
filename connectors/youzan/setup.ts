import type { ConnectionTrouble } from '../../domain/connection-trouble.ts';
import { type ConnectionSetup, troubleByKind, type Words } from '../connection-setup.ts';
import type { ConnectorError } from '../errors.ts';
import { consentFields, optionalField } from '../setup-fields.ts';

/** **?** The documents name the fields; the console's menus are worded as of 2026-11 and may move. */
const APP_PAGE: Words = {
  zh: '有赞云控制台，进入这个应用的「应用概览」',
  en: 'Youzan cloud console, 应用概览 (overview) of this app',
};

const RETURNS: Words = {
  zh: '顾客退货寄回的地址。不填也能用，退货就到有赞后台同意',
  en: 'Where customers send goods back to. Without it, returns are agreed to on Youzan’s own pages',
};

const TOOL = { field: 'access', is: 'tool' };

/** How a merchant with an app of its own (自用型), or with one of the market (工具型), connects it (MAPPING.md, Connecting). */
export const setup: ConnectionSetup = {
  console: { name: { zh: '有赞云控制台', en: 'Youzan cloud console' }, url: 'https://console.youzanyun.com' },
  before: [
    {
      zh: '登录有赞云控制台，打开你的自用型应用；还没有就点「创建应用」，选「自用型」。',
      en: 'Log in to the Youzan cloud console and open your own app (自用型); without one press 创建应用 (create app).',
    },
    {
      zh: '在「授权管理」里把要接入的店铺授权给这个应用。',
      en: 'Under 授权管理 (authorization) give the app the right to the shop.',
    },
    {
      zh: '在「消息订阅」里把交易和退款的消息都订上。',
      en: 'Under 消息订阅 (subscriptions) take all messages of trades and refunds.',
    },
  ],
  fields: [
    {
      name: 'access',
      label: { zh: '应用类型', en: 'Sort of app' },
      secret: false,
      required: false,
      where: {
        zh: '有赞云控制台的应用列表；自己店用的一般是自用型',
        en: 'The list of apps in the console; an app for one’s own shop is mostly 自用型',
      },
      example: 'own',
      pattern: 'own|tool',
      choices: [
        { value: 'own', label: { zh: '自用型', en: 'Own app (自用型)' } },
        { value: 'tool', label: { zh: '工具型', en: 'Tool app (工具型)' } },
      ],
    },
    {
      name: 'client_id',
      label: { zh: 'client_id', en: 'client_id' },
      secret: false,
      required: true,
      where: APP_PAGE,
      example: '7f3a0c11d2e84b5a90',
      pattern: '[0-9A-Za-z]{6,64}',
    },
    {
      name: 'client_secret',
      label: { zh: 'client_secret', en: 'client_secret' },
      secret: true,
      required: true,
      where: { zh: `${APP_PAGE.zh}，在 client_id 下面`, en: `${APP_PAGE.en}, below client_id` },
      example: '0f1e2d3c…',
      pattern: '[\\x21-\\x7e]{16,128}',
    },
    ...consentFields(TOOL, { zh: '两分钟', en: 'two minutes' }),
    {
      ...optionalField(
        'redirect_uri',
        { zh: '回调地址 redirect_uri', en: 'redirect_uri' },
        { zh: '应用登记的回调地址，用授权码时填', en: 'As the app is registered; goes with the code' },
        'https://example.com/youzan',
        'https?://.{3,300}',
      ),
      when: TOOL,
    },
    optionalField(
      'sender_mobile',
      { zh: '寄件人手机号', en: 'Phone of the sender' },
      { zh: '你自己的手机号。发顺丰必须有', en: 'Your own. 顺丰 takes no parcel without it' },
      '13800138000',
      '\\d{11}',
    ),
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
      zh: '有赞云控制台「消息订阅 › 推送网址」，所有消息都用这一个',
      en: 'Youzan cloud console, 消息订阅 › 推送网址 (push address): one for everything',
    },
    addresses: [{ kind: null, label: { zh: '推送网址', en: 'Push address' } }],
  },
  shop: {
    label: { zh: '店铺 ID（kdt_id）', en: 'Shop id (kdt_id)' },
    where: {
      zh: '有赞云控制台「授权管理」里已授权店铺的编号；也在店铺后台「设置 › 店铺信息」',
      en: 'Youzan cloud console, 授权管理 (authorization), the number of the shop',
    },
    example: '10086001',
    pattern: '[1-9]\\d{0,17}',
  },
  baseUrl: 'https://open.youzanyun.com',
  usesTokens: true,
};

/** Youzan's codes that concern the connection (protocol notes 7). */
const troubles: Readonly<Record<string, ConnectionTrouble>> = {
  '1000': 'secret_wrong',
  '1004': 'not_authorized',
  '1005': 'not_authorized',
  '1105': 'app_unknown',
  '4007': 'address_not_allowed',
  '4101': 'too_many_calls',
  '4201': 'not_authorized',
  '4202': 'not_authorized',
  '4203': 'not_authorized',
  '4204': 'not_authorized',
};

/** **?** 1103 has three meanings, a client or a grant that is unknown among them; only its words tell which. */
export function troubleOf(error: ConnectorError): ConnectionTrouble {
  const { platformCode = '', platformMessage = '' } = error;
  if (platformCode === '1103') return /client/i.test(platformMessage) ? 'app_unknown' : 'shop_unknown';
  return troubles[platformCode] ?? troubleByKind(error);
}
