import type { Operation } from '../../operation.ts';
import { runCommand } from './run-command.ts';

export const agreeRefund: Operation<'agreeRefund'> = ({ path, body, http }, identity, context) =>
  runCommand(context, identity, {
    orderId: path.orderId,
    action: 'agree_refund',
    input: { ...body },
    idempotencyKey: http.get('idempotency-key') ?? null,
  });
