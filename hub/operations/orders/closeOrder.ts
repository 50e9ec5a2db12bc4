import type { Operation } from '../../operation.ts';
import { runCommand } from './run-command.ts';

export const closeOrder: Operation<'closeOrder'> = ({ path, body, http }, identity, context) =>
  runCommand(context, identity, {
    orderId: path.orderId,
    action: 'close',
    input: { reason: body?.reason ?? 'other', ...(body?.note === undefined ? {} : { note: body.note }) },
    idempotencyKey: http.get('idempotency-key') ?? null,
  });
