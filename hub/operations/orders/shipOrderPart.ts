import type { Operation } from '../../operation.ts';
import { runCommand } from './run-command.ts';

export const shipOrderPart: Operation<'shipOrderPart'> = ({ path, body, http }, identity, context) => {
  const { lineIds = [], shipment } = body ?? {};
  return runCommand(context, identity, {
    orderId: path.orderId,
    action: 'ship_part',
    input: { ...shipment },
    goods: lineIds.map((lineId) => ({ lineId })),
    idempotencyKey: http.get('idempotency-key') ?? null,
  });
};
