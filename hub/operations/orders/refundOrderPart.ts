import type { Operation } from '../../operation.ts';
import { runCommand } from './run-command.ts';

export const refundOrderPart: Operation<'refundOrderPart'> = ({ path, body, http }, identity, context) => {
  const { lines = [], reason = 'other', note } = body ?? {};
  return runCommand(context, identity, {
    orderId: path.orderId,
    action: 'refund_part',
    input: { reason, ...(note === undefined ? {} : { note }) },
    goods: lines,
    idempotencyKey: http.get('idempotency-key') ?? null,
  });
};
