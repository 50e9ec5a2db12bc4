import { z } from 'zod';
import { appShape, type WechatApp } from '../wechat/apps.ts';

export const appSchema = z.strictObject({
  ...appShape,
  /** Whether the money of a refund is on its way at once, or waits for the steps `money` and `money-fails`. */
  refundMoney: z.enum(['at-once', 'by-hand']).default('at-once'),
  /** How often a day clear addresses may be asked for. */
  decodePerDay: z.int().min(0).default(10_000),
});

export type ShopApp = WechatApp & z.infer<typeof appSchema>;
