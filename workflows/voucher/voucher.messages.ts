/** Ids only: the code of a voucher stands in no history. */
export interface TakingRef {
  merchantId: string;
  takingId: string;
}

export interface UndoRef {
  merchantId: string;
  voucherId: string;
}

export const TAKE_VOUCHERS_WORKFLOW = 'takeVouchersWorkflow';
export const UNDO_VOUCHER_WORKFLOW = 'undoVoucherWorkflow';

export function takingWorkflowId(takingId: string): string {
  return `voucher-taking:${takingId}`;
}

export function undoWorkflowId(voucherId: string): string {
  return `voucher-undo:${voucherId}`;
}
