import { z } from 'zod';
import type { Minor } from '../domain/money.ts';
import type { ShopAccess } from './contract.ts';
import type { ConnectorError } from './errors.ts';

/** A paid voucher as its platform describes it before a shop takes it. Nothing is changed by looking. */
export interface PreparedVoucher {
  code: string;
  title: string;
  /** Of one voucher, before reductions. */
  priceMinor: Minor;
  marketPriceMinor: Minor | null;
  /** How many of the same purchase can be taken now, this one among them. */
  usable: number;
  endsAt: Date | null;
  /** Masked by the platform. */
  phone: string | null;
}

/** A voucher that was taken, as the platform answered. */
export interface TakenVoucher {
  code: string;
  title: string;
  priceMinor: Minor;
  /** The price less what the platform and the shop took off. */
  paidMinor: Minor;
  /** The platform's own row as JSON text, for the message that becomes the order. */
  row: string;
}

export interface TakeVouchers {
  code: string;
  count: number;
  /** The same for every try of one command: asked twice, the platform takes once. */
  requestId: string;
  cashier: { account: string; name: string };
}

/** Why a platform does not take a voucher, in our words. */
export const voucherRefusals = [
  'voucher_unknown',
  'voucher_used',
  'voucher_over',
  'voucher_too_few',
  'voucher_not_here',
  'voucher_not_taken',
] as const;
export type VoucherRefusal = (typeof voucherRefusals)[number];

/** Group-buying vouchers, checked and taken at the counter. A taken one is an order. */
export interface Vouchers<Config = unknown> {
  /** @throws ConnectorError */
  prepare(access: ShopAccess<Config>, code: string, signal: AbortSignal): Promise<PreparedVoucher>;
  /** @throws ConnectorError; `outcome-unknown` when it may have taken them. */
  consume(access: ShopAccess<Config>, asked: TakeVouchers, signal: AbortSignal): Promise<TakenVoucher[]>;
  /** Takes a taking back: the customer can use the voucher again. @throws ConnectorError; `outcome-unknown` when it may have acted. */
  undo(access: ShopAccess<Config>, code: string, signal: AbortSignal): Promise<void>;
  /**
   * A taken voucher looked up, with the request that took it where the platform tells; null while nobody has taken it. What became of a
   * command of unknown outcome is read here. @throws ConnectorError
   */
  consumed(
    access: ShopAccess<Config>,
    code: string,
    signal: AbortSignal,
  ): Promise<{ requestId: string | null; voucher: TakenVoucher } | null>;
  /** What a refusal says about the voucher; null where it is about something else. */
  refusalOf(error: ConnectorError): VoucherRefusal | null;
}

/** Why a taking was taken back. */
export const undoReasons = ['wrong_voucher', 'customer_asked', 'taken_twice', 'other'] as const;
export type UndoReason = (typeof undoReasons)[number];

/** A taken voucher on its way to becoming an order: kind `taken`. Times ISO 8601. */
export const takenNews = z.strictObject({
  at: z.iso.datetime(),
  /** Name of who took it. */
  by: z.string().max(200),
  code: z.string().min(1).max(40),
  /** The platform's row. */
  row: z.string().max(100_000),
});
export type TakenNews = z.infer<typeof takenNews>;

/** A taking that was taken back: kind `undone`. */
export const undoneNews = z.strictObject({
  at: z.iso.datetime(),
  by: z.string().max(200),
  reason: z.enum(undoReasons),
});
export type UndoneNews = z.infer<typeof undoneNews>;
