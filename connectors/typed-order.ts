import { z } from 'zod';
import { deliveryModes } from '../domain/order.ts';

const LINES_MAX = 100;
const FEN_MAX = 100_000_000;

const fen = z.int().min(0).max(FEN_MAX);
const words = (max: number) => z.string().max(max);

/** An order as staff typed it: kind `typed`. Amounts in fen, times ISO 8601. */
export const typedOrder = z.strictObject({
  at: z.iso.datetime(),
  /** Name of who typed it. */
  by: words(200),
  lines: z
    .array(
      z.strictObject({
        name: words(200).min(1),
        spec: words(200).nullable(),
        skuCode: words(100).nullable(),
        quantity: z.int().min(1).max(9_999),
        unitPriceMinor: fen,
      }),
    )
    .min(1)
    .max(LINES_MAX),
  deliveryMinor: fen,
  discountMinor: fen,
  deliveryMode: z.enum(deliveryModes),
  promisedAt: z.iso.datetime().nullable(),
  customer: z.strictObject({
    name: words(100).nullable(),
    phone: words(40).nullable(),
    address: words(500).nullable(),
  }),
  remark: words(1_000).nullable(),
  paid: z.boolean(),
});
export type TypedOrder = z.infer<typeof typedOrder>;

/** What happened to an order since: kind `told`. No platform tells it, so staff do. */
export const toldNews = z.strictObject({
  at: z.iso.datetime(),
  by: words(200),
  what: z.enum(['paid', 'completed']),
});
export type ToldNews = z.infer<typeof toldNews>;
