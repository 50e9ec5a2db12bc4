import { Context } from '@temporalio/activity';
import type { Database } from '../../prisma/store/database.ts';
import type { CoalescedNotify } from '../../prisma/store/notify.ts';
import { shopOpener } from '../shop-access.ts';
import { takeOnce } from './take-vouchers.ts';
import { undoOnce } from './undo-voucher.ts';
import type { TakingRef, UndoRef } from './voucher.messages.ts';
import { voucherShopOpener } from './voucher-shop.ts';

export type VoucherActivities = ReturnType<typeof createVoucherActivities>;

/** Asks the platform, and writes its answer as the message that becomes the order, in the transaction that ends the command. */
export function createVoucherActivities(database: Database, inboxFilled: CoalescedNotify) {
  const parts = { database, open: voucherShopOpener(database, shopOpener(database)) };
  const attempt = () => ({ number: Context.current().info.attempt, signal: Context.current().cancellationSignal });
  return {
    async takeVouchers({ merchantId, takingId }: TakingRef): Promise<void> {
      await takeOnce(parts, merchantId, takingId, attempt());
      inboxFilled.send();
    },
    async undoVoucher({ merchantId, voucherId }: UndoRef): Promise<void> {
      await undoOnce(parts, merchantId, voucherId, attempt());
      inboxFilled.send();
    },
  };
}
