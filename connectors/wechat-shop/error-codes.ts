import type { ErrorTable } from '../wechat/error-codes.ts';

/** No table of the shop's own codes was to be had (protocol notes 4): each is a refusal with WeChat's words. */
export const shopCodes: ErrorTable = {};
