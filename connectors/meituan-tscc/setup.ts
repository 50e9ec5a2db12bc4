import type { ConnectionTrouble } from '../../domain/connection-trouble.ts';
import type { ConnectionSetup, SetupField, Words } from '../connection-setup.ts';
import type { ConnectorError } from '../errors.ts';
import { optionalField } from '../setup-fields.ts';
import { troubleOf as troubleAtMeituan } from '../meituan/setup.ts';

const APP_PAGE: Words = {
  zh: '技术服务合作中心「控制台 › 开发者信息」',
  en: 'TSCC console, 开发者信息 (developer profile)',
};

const COURIER: Words = {
  zh: '自己配送的店才填：告诉顾客谁在送。两个都填才有用，不填也能送',
  en: 'Only for shops that deliver themselves: who brings the order. Both or none',
};

const granted = (name: string, label: Words, where: Words, example: string): SetupField => ({
  name,
  label,
  secret: true,
  required: false,
  where,
  example,
  pattern: '[\\x21-\\x7e]{4,512}',
});

/** How a shop is connected through a software maker's account (MAPPING.md, Connecting). **?** The labels of the console are not in the notes. */
export const setup: ConnectionSetup = {
  console: {
    name: { zh: '美团技术服务合作中心', en: 'Meituan TSCC' },
    url: 'https://developer.meituan.com',
  },
  before: [
    {
      zh: '用开发者账号登录美团技术服务合作中心，申请外卖业务（businessId 2）的接口和消息订阅。',
      en: 'Log in to TSCC as the developer; apply for take-away (businessId 2) with its interfaces and messages.',
    },
    {
      zh: '让店主打开授权页同意授权。每家店、每种业务授权一次。',
      en: 'Let the owner of the shop consent on the page of authorisation: once for each shop and business.',
    },
  ],
  fields: [
    {
      name: 'developerId',
      label: { zh: 'developerId（开发者 ID）', en: 'developerId' },
      secret: false,
      required: true,
      where: APP_PAGE,
      example: '100000',
      pattern: '\\d{1,18}',
    },
    {
      name: 'signKey',
      label: { zh: 'signKey（签名密钥）', en: 'signKey' },
      secret: true,
      required: true,
      where: APP_PAGE,
      example: '4f1c…',
      pattern: '[\\x21-\\x7e]{8,128}',
    },
    granted(
      'code',
      { zh: '授权码 code（或者填令牌）', en: 'Authorisation code (or the token)' },
      {
        zh: '店主同意后，跳转地址里 code= 后面的内容。几分钟内有效，只能用一次',
        en: 'After the owner’s consent, behind code= in the address. Good for minutes and taken once',
      },
      '9d3e7b20c41f',
    ),
    granted(
      'appAuthToken',
      { zh: '门店令牌 appAuthToken', en: 'appAuthToken' },
      {
        zh: '已经有令牌的填这个（包括老的门店绑定），就不用填授权码',
        en: 'Where there is a token already, also one of the older binding; then no code is needed',
      },
      'c3a1f0d27b64',
    ),
    granted(
      'refreshToken',
      { zh: '刷新令牌 refreshToken', en: 'refreshToken' },
      {
        zh: '和令牌一起拿到的，用来续期；老的门店绑定没有',
        en: 'Came with the token and renews it; the older binding has none',
      },
      'e81b5d90a7f2',
    ),
    {
      name: 'refund_results',
      label: { zh: '退款结果消息', en: 'Results of refunds' },
      secret: false,
      required: false,
      where: {
        zh: '消息订阅里有没有退款结果。没订阅时，同意的退款就算退完',
        en: 'Whether messages of refund results are subscribed to. Where not, a refund that was agreed to counts as paid back',
      },
      example: 'pushed',
      pattern: 'pushed|not_pushed',
      choices: [
        { value: 'pushed', label: { zh: '已订阅', en: 'Subscribed' } },
        { value: 'not_pushed', label: { zh: '没有订阅', en: 'Not subscribed' } },
      ],
    },
    optionalField('courierName', { zh: '配送员姓名', en: 'Courier: name' }, COURIER, '王师傅', '.{1,50}'),
    optionalField('courierPhone', { zh: '配送员电话', en: 'Courier: phone' }, COURIER, '13800138000', '[\\d-]{5,20}'),
  ],
  callbacks: {
    where: {
      zh: '控制台的「消息订阅 / 回调地址」，所有消息都用这一个',
      en: 'TSCC console, 消息订阅 (messages), callback address: one for everything',
    },
    addresses: [{ kind: null, label: { zh: '消息回调地址', en: 'Callback address' } }],
  },
  shop: {
    label: { zh: '门店编码 ePoiId', en: 'Shop code ePoiId' },
    where: {
      zh: '授权时给这家店填的编码（ERP 方门店 ID）',
      en: 'The code that the shop was given when it consented (shop id of the software maker)',
    },
    example: 't_poi_01',
    pattern: '[^\\s]{1,128}',
  },
  baseUrl: 'https://api-open-cater.meituan.com',
  usesTokens: true,
};

/** The front door's signature error (B3); the others are the other gateway's numbers. */
export function troubleOf(error: ConnectorError): ConnectionTrouble {
  return error.platformCode === '3' ? 'secret_wrong' : troubleAtMeituan(error);
}
