/** A refusal as WeChat writes it: HTTP 200 with `errcode` and `errmsg`. */
export class WechatError extends Error {
  readonly errcode: number;

  constructor(errcode: number, errmsg: string) {
    super(errmsg);
    this.errcode = errcode;
  }
}

/** The codes that all of WeChat's interfaces share. */
export const generalErrors = {
  busy: [-1, 'system error'],
  badCredential: [40001, 'invalid credential, access_token is invalid or not latest'],
  badSecret: [40001, 'invalid appsecret'],
  badGrantType: [40002, 'invalid grant_type'],
  badOpenid: [40003, 'invalid openid'],
  badAppid: [40013, 'invalid appid'],
  badTemplate: [40037, 'invalid template_id'],
  tokenMissing: [41001, 'access_token missing'],
  appidMissing: [41002, 'appid missing'],
  secretMissing: [41004, 'appsecret missing'],
  tokenExpired: [42001, 'access_token expired'],
  userRefused: [43101, 'user refuse to accept the msg'],
  emptyBody: [44002, 'empty post data'],
  tooOften: [45009, 'reach max api daily quota limit'],
  tooSoon: [45011, 'api minute-quota reach limit, mustslower, retry next minute'],
  notJson: [47001, 'data format error'],
  badTemplateData: [47003, 'argument invalid'],
  noSuchCall: [48001, 'api unauthorized'],
} as const satisfies Record<string, readonly [number, string]>;

export function generalError(name: keyof typeof generalErrors): WechatError {
  const [code, message] = generalErrors[name];
  return new WechatError(code, message);
}
