import type { ConnectionTrouble } from '../../domain/connection-trouble.ts';
import { type ConnectionSetup, type SetupField, troubleByKind, type Words } from '../connection-setup.ts';
import type { ConnectorError } from '../errors.ts';

/** **?** The notes name the fields; the consoles' menus are worded by subject and may move. */
const DEVELOP: Words = { zh: '「开发管理」里的 AppID 与 AppSecret', en: '开发管理 (development), AppID and AppSecret' };
const PUSH: Words = {
  zh: '「消息推送」配置，与推送地址在同一页。由您自己定，两边填得一样',
  en: '消息推送 (message push), on the page of the push address. You choose it; both sides get the same',
};

/** The fields that every account has. */
export const accountFields: readonly SetupField[] = [
  {
    name: 'appid',
    label: { zh: 'AppID', en: 'AppID' },
    secret: false,
    required: true,
    where: DEVELOP,
    example: 'wx0123456789abcdef',
    pattern: 'wx[0-9a-z]{16}',
  },
  {
    name: 'secret',
    label: { zh: 'AppSecret', en: 'AppSecret' },
    secret: true,
    required: true,
    where: DEVELOP,
    example: '5f0e…',
    pattern: '[\\x21-\\x7e]{8,128}',
  },
  {
    name: 'token',
    label: { zh: '令牌 Token', en: 'Token' },
    secret: true,
    required: true,
    where: PUSH,
    example: 'jiedan2026',
    pattern: '[0-9A-Za-z]{3,32}',
  },
  {
    name: 'encoding_aes_key',
    label: { zh: '消息加密密钥 EncodingAESKey', en: 'EncodingAESKey' },
    secret: true,
    required: false,
    where: {
      zh: '同一页，43 个字符，可以点「随机生成」。建议选「安全模式」；选「明文模式」就不用填',
      en: 'The same page, 43 characters. Take 安全模式 (safe mode); plain mode needs none',
    },
    example: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
    pattern: '[0-9A-Za-z]{43}',
  },
];

export const callbacks: ConnectionSetup['callbacks'] = {
  where: {
    zh: '「消息推送」配置的「服务器地址 URL」。先在这里保存 Token，再到那边提交，微信会当场检查地址',
    en: '消息推送 (message push), URL. Save the Token here first: WeChat checks the address the moment you submit it',
  },
  addresses: [{ kind: null, label: { zh: '服务器地址 URL', en: 'Server URL' } }],
};

export const ipList: Words = {
  zh: '在「IP 白名单」里加上接单所在服务器的地址。',
  en: 'Add the address of the server that runs this hub to IP 白名单 (allowed addresses).',
};

/** An app is one shop: its code is the appid itself. */
export const shopIsApp: ConnectionSetup['shop'] = {
  label: { zh: '店铺编号（就是 AppID）', en: 'Shop code (the AppID)' },
  where: { zh: '一个应用就是一家店，填上面的 AppID', en: 'An app is one shop: the AppID from above' },
  example: 'wx0123456789abcdef',
  pattern: 'wx[0-9a-z]{16}',
};

/** WeChat's codes that concern the connection (protocol notes 5). */
const troubles: Readonly<Record<string, ConnectionTrouble>> = {
  '40013': 'app_unknown',
  '41002': 'app_unknown',
  '41004': 'secret_wrong',
  '40164': 'address_not_allowed',
  '45009': 'too_many_calls',
  '45011': 'too_many_calls',
  '48001': 'not_authorized',
};

/** 40001 is a wrong secret where the token is asked for, and else a token that somebody else has replaced. */
export function troubleOf(error: ConnectorError): ConnectionTrouble {
  if (error.platformCode === '40001' && error.message.startsWith('cgi-bin/')) return 'secret_wrong';
  return troubles[error.platformCode ?? ''] ?? troubleByKind(error);
}
