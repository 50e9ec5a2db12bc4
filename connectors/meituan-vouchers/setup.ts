import type { ConnectionTrouble } from '../../domain/connection-trouble.ts';
import { type ConnectionSetup, type SetupField, troubleByKind, type Words } from '../connection-setup.ts';
import type { ConnectorError } from '../errors.ts';

/** **?** The notes name the fields; the console's menus are worded by subject and may move. */
const APP_PAGE: Words = {
  zh: '北极星开放平台「应用管理」，进入这个应用的详情',
  en: '北极星 open platform, 应用管理 (apps), the page of this app',
};

const granted = (name: string, by: string, label: Words, where: Words): SetupField => ({
  name,
  label,
  secret: true,
  required: false,
  where,
  example: '9d3e7b20c41f',
  pattern: '[\\x21-\\x7e]{4,512}',
  when: { field: 'access', is: by },
});

/** How a merchant connects the checking of its vouchers (MAPPING.md, Connecting). */
export const setup: ConnectionSetup = {
  console: { name: { zh: '北极星开放平台', en: '北极星 open platform' }, url: 'https://open.dianping.com' },
  before: [
    {
      zh: '在北极星开放平台创建应用，申请「团购验券」权限，等审核通过。',
      en: 'Create an app on the 北极星 open platform, apply for 团购验券 (vouchers) and wait for its approval.',
    },
    {
      zh: '用商家账号给这个应用授权，选中要验券的门店。授权后得到的授权码只能用一次，十分钟内填到这里。',
      en: 'Authorise the app as the merchant, for the shops that take vouchers. The code works once; enter it within ten minutes.',
    },
  ],
  fields: [
    {
      name: 'app_key',
      label: { zh: 'app_key', en: 'app_key' },
      secret: false,
      required: true,
      where: APP_PAGE,
      example: 'a1b2c3d4e5',
      pattern: '[0-9A-Za-z_-]{4,64}',
    },
    {
      name: 'app_secret',
      label: { zh: 'app_secret', en: 'app_secret' },
      secret: true,
      required: true,
      where: { zh: `${APP_PAGE.zh}，在 app_key 旁边`, en: `${APP_PAGE.en}, beside the app_key` },
      example: '4f1c…',
      pattern: '[\\x21-\\x7e]{8,128}',
    },
    {
      name: 'access',
      label: { zh: '授权方式', en: 'Authorised by' },
      secret: false,
      required: false,
      where: {
        zh: '刚授权完的选授权码；之前的系统已经在用、有 session 的选 session',
        en: 'A code right after authorising; a session where another system has one already',
      },
      example: 'code',
      pattern: 'code|session',
      choices: [
        { value: 'code', label: { zh: '授权码', en: 'Code' } },
        { value: 'session', label: { zh: '已有 session', en: 'Existing session' } },
      ],
    },
    granted(
      'auth_code',
      'code',
      { zh: '授权码 auth_code', en: 'Authorisation code (auth_code)' },
      {
        zh: '商家授权后，跳转地址里 auth_code= 后面的内容',
        en: 'What follows auth_code= in the address after authorising',
      },
    ),
    granted(
      'session',
      'session',
      { zh: 'session', en: 'session' },
      {
        zh: '之前的系统里保存的 session（access_token）',
        en: 'The session (access_token) that the other system holds',
      },
    ),
    granted(
      'refresh_token',
      'session',
      { zh: '刷新令牌 refresh_token（可不填）', en: 'refresh_token (may be left out)' },
      {
        zh: '和 session 一起给的。不填，session 到期后要重新授权',
        en: 'Came with the session. Without it the app is authorised anew when the session is over',
      },
    ),
  ],
  callbacks: {
    where: { zh: '不需要：平台不推送消息', en: 'Nothing to paste: the platform sends no messages' },
    addresses: [],
  },
  shop: {
    label: { zh: '门店 open_shop_uuid', en: 'Shop (open_shop_uuid)' },
    where: {
      zh: '北极星开放平台「授权管理」，已授权门店的 open_shop_uuid',
      en: '北极星 open platform, 授权管理 (authorisations), the open_shop_uuid of the shop',
    },
    example: 'abcdef0123456789',
    pattern: '[0-9A-Za-z_-]{1,64}',
  },
  baseUrl: 'https://openapi.dianping.com',
  usesTokens: true,
};

/** **?** As unsure as the codes themselves (`error-codes.ts`). */
const troubles: Readonly<Record<string, ConnectionTrouble>> = {
  '401': 'secret_wrong',
  '402': 'app_unknown',
  '403': 'not_authorized',
  '405': 'shop_unknown',
  '410': 'not_authorized',
  '429': 'too_many_calls',
};

export function troubleOf(error: ConnectorError): ConnectionTrouble {
  return troubles[error.platformCode ?? ''] ?? troubleByKind(error);
}
