import type { OrderSummary } from '../api/types.ts';
import type { AskedAction } from './asking.ts';
import { PartRefundDialog } from './PartRefundDialog.tsx';
import { RefundDialog } from './RefundDialog.tsx';
import { RejectDialog } from './RejectDialog.tsx';
import { RemarkDialog } from './RemarkDialog.tsx';
import { ShipDialog } from './ShipDialog.tsx';

/** The question before an action that needs one. */
export function ActionDialog({
  order,
  action,
  onClose,
}: {
  order: OrderSummary;
  action: AskedAction;
  onClose: () => void;
}) {
  switch (action) {
    case 'reject':
    case 'cancel':
    case 'close':
      return <RejectDialog order={order} action={action} onClose={onClose} />;
    case 'ship':
    case 'ship_part':
    case 'change_waybill':
      return <ShipDialog order={order} action={action} onClose={onClose} />;
    case 'agree_refund':
    case 'refuse_refund':
      return <RefundDialog order={order} action={action} onClose={onClose} />;
    case 'refund_part':
      return <PartRefundDialog order={order} onClose={onClose} />;
    case 'remark':
      return <RemarkDialog order={order} onClose={onClose} />;
  }
}
