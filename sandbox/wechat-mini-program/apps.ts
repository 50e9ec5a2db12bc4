import { z } from 'zod';
import { appShape, type WechatApp } from '../wechat/apps.ts';

export const appSchema = z.strictObject({
  ...appShape,
  /** The merchant's number at WeChat Pay, as orders name it. */
  mchid: z
    .string()
    .regex(/^\d{8,10}$/, 'must be 8 to 10 digits')
    .default('1900000109'),
  /** Whether WeChat holds the money back until shipping is told. */
  tradeManaged: z.boolean().default(true),
  /** `is_trade_managed` as a boolean, or as 1 and 0. */
  managedAs: z.enum(['boolean', 'number']).default('boolean'),
  /** Whether a confirmed order shows the later state 6 (money on its way) instead of 3. */
  awaitingSettlement: z.boolean().default(false),
  /** Reports exist of the two ways of confirming standing for each other in pushes. */
  confirmMethodSwapped: z.boolean().default(false),
});

export type MiniApp = WechatApp & z.infer<typeof appSchema>;
