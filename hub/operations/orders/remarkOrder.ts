import type { Operation } from '../../operation.ts';
import { runCommand } from './run-command.ts';

export const remarkOrder: Operation<'remarkOrder'> = ({ path, body, http }, identity, context) =>
  runCommand(context, identity, {
    orderId: path.orderId,
    action: 'remark',
    input: { text: body?.text.trim() ?? '' },
    idempotencyKey: http.get('idempotency-key') ?? null,
  });
