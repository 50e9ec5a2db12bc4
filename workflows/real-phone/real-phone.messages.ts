/** Ids only: the number itself never stands in a history. */
export interface RealPhoneRef {
  merchantId: string;
  requestId: string;
}

export const REAL_PHONE_WORKFLOW = 'realPhoneWorkflow';

export function realPhoneWorkflowId(requestId: string): string {
  return `real-phone:${requestId}`;
}
