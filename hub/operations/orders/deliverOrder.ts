import type { Operation } from '../../operation.ts';
import { runCommand } from './run-command.ts';

export const deliverOrder: Operation<'deliverOrder'> = ({ path, http }, identity, context) =>
  runCommand(context, identity, {
    orderId: path.orderId,
    action: 'deliver',
    input: {},
    idempotencyKey: http.get('idempotency-key') ?? null,
  });
