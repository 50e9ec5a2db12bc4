import type { ConnectionTrouble } from '../../domain/connection-trouble.ts';
import { type ConnectionSetup, troubleByKind, type Words } from '../connection-setup.ts';
import type { ConnectorError } from '../errors.ts';
import { optionalField } from '../setup-fields.ts';
import type { PushKind } from './receive.ts';

const APP_PAGE: Words = {
  zh: '开放平台「开发者中心 › 应用管理」里这个应用的详情',
  en: 'Open platform, 开发者中心 › 应用管理 (developer centre › apps), the page of this app',
};

/** As the console words them. **?** The documents name the pushes and not the console's labels; people find them by the subject. */
const PUSH_NAMES: Record<PushKind, Words> = {
  'order-placed': { zh: '推送已提交订单', en: 'Order placed (not paid)' },
  'order-paid': { zh: '推送已支付订单', en: 'Order paid' },
  'order-confirmed': { zh: '推送已确认订单', en: 'Order confirmed' },
  'order-completed': { zh: '推送已完成订单', en: 'Order completed' },
  'order-cancelled': { zh: '推送用户或客服取消订单', en: 'Order cancelled' },
  refund: { zh: '推送全额退款信息', en: 'Whole refund' },
  'part-refund': { zh: '推送部分退款信息', en: 'Part refund' },
  'refund-result': { zh: '推送退款结果', en: 'Result of a refund' },
  logistics: { zh: '推送订单配送状态', en: 'Delivery status' },
  'shop-status': { zh: '推送门店状态变更', en: 'Shop opened or closed' },
};

const RIDER: Words = {
  zh: '自己配送的店才填：告诉顾客谁在送、门店在哪。不填也能送',
  en: 'Only for shops that deliver themselves: who brings the order, and where the shop is. Works without it, too',
};

/** How a merchant with a Meituan app of its own connects it (MAPPING.md, Connecting). */
export const setup: ConnectionSetup = {
  console: {
    name: { zh: '美团外卖开放平台', en: 'Meituan waimai open platform' },
    url: 'https://open-shangou.meituan.com',
  },
  before: [
    {
      zh: '用开发者账号登录美团外卖开放平台。还没有应用的，先申请一个自用应用，等审核通过。',
      en: 'Log in to the Meituan open platform with the developer account. Without an app yet, apply for one of your own and wait for its approval.',
    },
    {
      zh: '在「订单订阅字段」里把所有字段都勾上，否则推送过来的订单会缺内容。',
      en: 'Tick every field under 订单订阅字段 (order subscription fields), else orders come with parts missing.',
    },
  ],
  fields: [
    {
      name: 'app_id',
      label: { zh: 'app_id（APP 编号）', en: 'app_id' },
      secret: false,
      required: true,
      where: APP_PAGE,
      example: '100001',
      pattern: '\\d{1,20}',
    },
    {
      name: 'secret',
      label: { zh: 'consumer_secret（密钥）', en: 'consumer_secret' },
      secret: true,
      required: true,
      where: { zh: `${APP_PAGE.zh}，点「查看密钥」`, en: `${APP_PAGE.en}, 查看密钥 (show secret)` },
      example: '6f1c…',
      pattern: '.{8,128}',
    },
    {
      name: 'access',
      label: { zh: '应用给谁用', en: 'Whom the app serves' },
      secret: false,
      required: false,
      where: {
        zh: `${APP_PAGE.zh}；自己申请的一般只给自己用`,
        en: `${APP_PAGE.en}; an app that you applied for yourself is mostly your own`,
      },
      example: 'own_app',
      pattern: 'own_app|per_shop',
      choices: [
        { value: 'own_app', label: { zh: '只给自己的店用', en: 'Only our own shops' } },
        {
          value: 'per_shop',
          label: { zh: '给多个商家用（每家店一个令牌）', en: 'Several merchants (a token for each shop)' },
        },
      ],
    },
    {
      name: 'goods',
      label: { zh: '商品类型', en: 'Sort of goods' },
      secret: false,
      required: false,
      where: { zh: '看店开在美团外卖还是闪购', en: 'Whether the shop is on 美团外卖 or 闪购' },
      example: 'food',
      pattern: 'food|retail',
      choices: [
        { value: 'food', label: { zh: '餐饮（外卖）', en: 'Food' } },
        { value: 'retail', label: { zh: '零售（闪购）', en: 'Retail (闪购)' } },
      ],
    },
    {
      name: 'refund_results',
      label: { zh: '退款结果推送', en: 'Results of refunds' },
      secret: false,
      required: false,
      where: {
        zh: '开放平台的推送设置里「推送退款结果」勾没勾。没勾选时，同意的退款就算退完',
        en: 'Whether 推送退款结果 is ticked among the pushes. Where it is not, a refund that was agreed to counts as paid back',
      },
      example: 'pushed',
      pattern: 'pushed|not_pushed',
      choices: [
        { value: 'pushed', label: { zh: '已勾选', en: 'Ticked' } },
        { value: 'not_pushed', label: { zh: '没有勾选', en: 'Not ticked' } },
      ],
    },
    optionalField('self_delivery.courier_name', { zh: '配送员姓名', en: 'Courier: name' }, RIDER, '王师傅', '.{1,50}'),
    optionalField(
      'self_delivery.courier_phone',
      { zh: '配送员电话', en: 'Courier: phone' },
      RIDER,
      '13800138000',
      '[\\d-]{5,20}',
    ),
    optionalField(
      'self_delivery.latitude',
      { zh: '门店纬度', en: 'Latitude of the shop' },
      RIDER,
      '31.228',
      '\\d{1,10}(\\.\\d{1,8})?',
    ),
    optionalField(
      'self_delivery.longitude',
      { zh: '门店经度', en: 'Longitude of the shop' },
      RIDER,
      '121.455',
      '\\d{1,10}(\\.\\d{1,8})?',
    ),
  ],
  callbacks: {
    where: {
      zh: '应用详情的「回调地址 / 推送 URL 配置」，一种推送填一个',
      en: 'The page of the app, 推送 URL 配置 (callback addresses): one for each kind of push',
    },
    addresses: Object.entries(PUSH_NAMES).map(([kind, label]) => ({ kind, label })),
  },
  shop: {
    label: { zh: '门店编码 app_poi_code', en: 'Shop code app_poi_code' },
    where: {
      zh: '开放平台「门店管理」里这家店的「APP 方门店 ID」；没有绑定过的就是美团门店 ID',
      en: 'Open platform, 门店管理 (shops), APP 方门店 ID of this shop; Meituan’s own shop id where none was set',
    },
    example: 't_poi_01',
    pattern: '[^\\s]{1,128}',
  },
  baseUrl: 'https://waimaiopen.meituan.com',
  usesTokens: false,
};

/** Meituan's codes that concern the connection and no single order (protocol notes A7). */
const troubles: Readonly<Record<string, ConnectionTrouble>> = {
  '702': 'app_unknown',
  '703': 'secret_wrong',
  '704': 'not_authorized',
  '708': 'not_authorized',
  '711': 'too_many_calls',
  '803': 'shop_unknown',
  '4001': 'not_authorized',
};

export function troubleOf(error: ConnectorError): ConnectionTrouble {
  return troubles[error.platformCode ?? ''] ?? troubleByKind(error);
}
