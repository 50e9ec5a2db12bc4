import type { Operation } from '../../operation.ts';
import { runCommand } from './run-command.ts';

export const refuseRefund: Operation<'refuseRefund'> = ({ path, body, http }, identity, context) =>
  runCommand(context, identity, {
    orderId: path.orderId,
    action: 'refuse_refund',
    input: { ...body, reason: body?.reason ?? 'other' },
    idempotencyKey: http.get('idempotency-key') ?? null,
  });
