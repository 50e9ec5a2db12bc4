/** The entry of the workflow bundle: every workflow type of the hub. */
export { orderWorkflow } from './order/order.workflow.ts';
export { realPhoneWorkflow } from './real-phone/real-phone.workflow.ts';
export { takeVouchersWorkflow, undoVoucherWorkflow } from './voucher/voucher.workflow.ts';
export { webhookWorkflow } from './webhook/webhook.workflow.ts';
export { pollWorkflow, reconcileWorkflow } from './sync/sync.workflow.ts';
