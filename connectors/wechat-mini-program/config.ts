import { z } from 'zod';
import type { ShopAccess } from '../contract.ts';
import { accountShape, parseAccount } from '../wechat/config.ts';

const schema = z.strictObject({
  ...accountShape,
  /** The shop's own phone: 顺丰 wants the last four digits of one, and WeChat tells nobody the customer's. */
  sender_mobile: z
    .string()
    .regex(/^1\d{10}$/)
    .optional(),
});

export type MiniProgramConfig = z.infer<typeof schema>;
export type MiniProgramAccess = ShopAccess<MiniProgramConfig>;

/** @throws ConnectorError `malformed` naming the wrong field. */
export function parseConfig(value: unknown): MiniProgramConfig {
  return parseAccount(schema, value, 'WeChat mini-program');
}
