import { proxyActivities } from '@temporalio/workflow';
import type { TakingRef, UndoRef } from './voucher.messages.ts';
import type { VoucherActivities } from './voucher.activities.ts';

// What became of a lost answer is asked for until the platform tells; what surely was not sent is given up by the activity itself.
const { takeVouchers, undoVoucher } = proxyActivities<VoucherActivities>({
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '24 hours',
  retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** Takes vouchers once, whatever dies between the platform's answer and the order. */
export async function takeVouchersWorkflow(taking: TakingRef): Promise<void> {
  await takeVouchers(taking);
}

/** Takes one taking back. */
export async function undoVoucherWorkflow(voucher: UndoRef): Promise<void> {
  await undoVoucher(voucher);
}
