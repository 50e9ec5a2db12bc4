import type { Operation } from '../../operation.ts';
import { runCommand } from './run-command.ts';

export const shipOrder: Operation<'shipOrder'> = ({ path, body, http }, identity, context) =>
  runCommand(context, identity, {
    orderId: path.orderId,
    action: 'ship',
    input: { ...body },
    idempotencyKey: http.get('idempotency-key') ?? null,
  });
