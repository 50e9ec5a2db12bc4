import type { Operation } from '../../operation.ts';
import { runCommand } from './run-command.ts';

export const cancelOrder: Operation<'cancelOrder'> = ({ path, body, http }, identity, context) =>
  runCommand(context, identity, {
    orderId: path.orderId,
    action: 'cancel',
    input: { reason: body?.reason ?? 'other', ...(body?.note === undefined ? {} : { note: body.note }) },
    idempotencyKey: http.get('idempotency-key') ?? null,
  });
