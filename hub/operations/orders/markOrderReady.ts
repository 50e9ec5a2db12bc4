import type { Operation } from '../../operation.ts';
import { runCommand } from './run-command.ts';

export const markOrderReady: Operation<'markOrderReady'> = ({ path, http }, identity, context) =>
  runCommand(context, identity, {
    orderId: path.orderId,
    action: 'ready',
    input: {},
    idempotencyKey: http.get('idempotency-key') ?? null,
  });
