import type { Operation } from '../../operation.ts';
import { runCommand } from './run-command.ts';

export const acceptOrder: Operation<'acceptOrder'> = ({ path, http }, identity, context) =>
  runCommand(context, identity, {
    orderId: path.orderId,
    action: 'accept',
    input: {},
    idempotencyKey: http.get('idempotency-key') ?? null,
  });
