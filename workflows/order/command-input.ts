import type {
  CommandInputs,
  PartRefundReason,
  RefuseReason,
  RejectReason,
  SalesChannel,
  SendCommand,
  ShopAccess,
} from '../../connectors/contract.ts';
import type { CourierCode, Shipment, Waybill } from '../../connectors/shipments.ts';
import type { EventDetail } from '../../domain/order-event.ts';
import type { Action } from '../../domain/order.ts';
import type { CommandDetails, StoredCommand } from '../../prisma/store/commands.ts';

type Reader<A extends Action> = (details: CommandDetails) => Omit<CommandInputs[A], 'platformOrderId' | 'commandId'>;

/** What was stored with a command -> what its call needs. The API has let in only values of our lists. */
const readers: { [A in Action]: Reader<A> } = {
  accept: () => ({}),
  reject: callOff,
  ready: () => ({}),
  ship: (details) => ({ shipment: shipmentOf(details) }),
  ship_part: (details) => ({ lines: details.lines ?? [], shipment: shipmentOf(details) }),
  change_waybill: (details) => ({ waybill: waybillOf(details) }),
  deliver: () => ({}),
  cancel: callOff,
  close: callOff,
  agree_refund: aboutRefund,
  refuse_refund: (details) => ({ ...aboutRefund(details), reason: (details.reason ?? 'other') as RefuseReason }),
  refund_part: ({ lines = [], reason, note }) => ({
    lines,
    reason: (reason ?? 'other') as PartRefundReason,
    note: note ?? '',
  }),
  remark: ({ text }) => ({ text: text ?? '' }),
};

/** Asks the platform once for what a command wants. @throws ConnectorError */
export async function sendTo<A extends Action>(
  channel: SalesChannel,
  access: ShopAccess,
  command: Pick<StoredCommand, 'id' | 'input'> & { action: A },
  platformOrderId: string,
  signal: AbortSignal,
): Promise<void> {
  const send: SendCommand<unknown, A> | undefined = channel.commands[command.action];
  if (!send) throw new Error(`${channel.platform} has no call for ${command.action}`);
  const input = { ...readers[command.action](command.input), platformOrderId, commandId: command.id };
  await send(access, input as CommandInputs[A], signal);
}

/** What a finished command leaves in the timeline of its order. */
export function timelineDetail({ action, input }: Pick<StoredCommand, 'action' | 'input'>): EventDetail {
  switch (action) {
    case 'accept':
    case 'ready':
    case 'deliver':
    // The words stand beside the order: a timeline holds no personal data, and a note may.
    case 'remark':
      return {};
    case 'reject':
    case 'cancel':
    case 'close':
      return { reason: input.reason ?? null };
    case 'ship':
      return leftBy(input);
    case 'ship_part':
      return { ...leftBy(input), lines: goodsOf(input) };
    case 'change_waybill':
      return { ...waybillOf(input) };
    case 'agree_refund':
      return input.refundId === undefined ? {} : { refundId: input.refundId };
    case 'refuse_refund':
      return {
        ...(input.refundId === undefined ? {} : { refundId: input.refundId }),
        reason: input.reason ?? null,
      };
    case 'refund_part':
      return { reason: input.reason ?? null, lines: goodsOf(input) };
  }
}

function leftBy({ by, courier, trackingNumber }: CommandDetails): EventDetail {
  return { by: by ?? null, courier: courier ?? null, trackingNumber: trackingNumber ?? null };
}

function goodsOf({ lines = [] }: CommandDetails): string {
  return lines.map(({ name, quantity }) => `${name} ×${String(quantity)}`).join('、');
}

function callOff({ reason, note }: CommandDetails): { reason: RejectReason; note: string } {
  return { reason: (reason ?? 'other') as RejectReason, note: note ?? '' };
}

function aboutRefund({ refundId, note }: CommandDetails): { refundId: string | null; note: string } {
  return { refundId: refundId || null, note: note ?? '' };
}

function shipmentOf(details: CommandDetails): Shipment {
  return details.by === 'courier' ? { by: 'courier', ...waybillOf(details) } : { by: 'own' };
}

function waybillOf({ courier, trackingNumber }: CommandDetails): Waybill {
  return { courier: (courier ?? 'other') as CourierCode, trackingNumber: trackingNumber ?? '' };
}
