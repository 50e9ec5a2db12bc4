import { z } from 'zod';
import type { ShopAccess } from '../contract.ts';
import { accountShape, parseAccount } from '../wechat/config.ts';

const schema = z.strictObject({
  ...accountShape,
  /** Where buyers send goods back to: the number of an address kept at WeChat. Without it returns are agreed to on WeChat's own pages. */
  return_address_id: z
    .string()
    .regex(/^\d{1,20}$/)
    .optional(),
});

export type WechatShopConfig = z.infer<typeof schema>;
export type WechatShopAccess = ShopAccess<WechatShopConfig>;

/** @throws ConnectorError `malformed` naming the wrong field. */
export function parseConfig(value: unknown): WechatShopConfig {
  return parseAccount(schema, value, 'WeChat Shop');
}
