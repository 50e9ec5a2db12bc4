import type { Operation } from '../../operation.ts';
import { runCommand } from './run-command.ts';

export const rejectOrder: Operation<'rejectOrder'> = ({ path, body, http }, identity, context) =>
  runCommand(context, identity, {
    orderId: path.orderId,
    action: 'reject',
    input: { reason: body?.reason ?? 'other', ...(body?.note === undefined ? {} : { note: body.note }) },
    idempotencyKey: http.get('idempotency-key') ?? null,
  });
