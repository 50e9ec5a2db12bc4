import type { Operation } from '../../operation.ts';
import { runCommand } from './run-command.ts';

export const changeWaybill: Operation<'changeWaybill'> = ({ path, body, http }, identity, context) =>
  runCommand(context, identity, {
    orderId: path.orderId,
    action: 'change_waybill',
    input: { ...body },
    idempotencyKey: http.get('idempotency-key') ?? null,
  });
