import { findChannel } from '../connectors/registry.ts';
import { type ActionSubject, allowedActions } from '../domain/order-actions.ts';
import { isOneOf } from '../domain/order-event.ts';
import { type Action, actions, isPartlyShipped } from '../domain/order.ts';
import type { components } from '../openapi/generated/schema.ts';
import type { Cipher } from '../prisma/store/cipher.ts';
import type { StoredCommand } from '../prisma/store/commands.ts';
import type { CallsState } from '../prisma/store/gate-rows.ts';
import type { OrderCounts, OrderRow } from '../prisma/store/order-views.ts';
import { openCustomer } from '../prisma/store/order-words.ts';
import { maskName, maskPhone } from './masking.ts';

export type OrderSummary = components['schemas']['OrderSummary'];
/** Actions that say how goods leave. */
const SHIPS = ['ship', 'ship_part'] as const satisfies Action[];

type AllowedAction = components['schemas']['AllowedAction'];

/** Row -> what the API shows in lists and streams; personal data masked. */
export function orderSummary(cipher: Cipher, row: OrderRow): OrderSummary {
  const customer = openCustomer(cipher, row.customer_encrypted);
  return {
    id: row.id,
    number: Number(row.number),
    platform: row.platform,
    shopId: row.shop_id,
    shopName: row.shop_name,
    platformOrderId: row.platform_order_id,
    dayNumber: row.day_number,
    state: row.state,
    fulfilment: row.fulfilment,
    refundState: row.refund_state,
    phase: row.phase,
    totalMinor: Number(row.total_minor),
    currency: row.currency,
    placedAt: row.placed_at.toISOString(),
    paidAt: row.paid_at?.toISOString() ?? null,
    acceptDeadlineAt: row.accept_deadline_at?.toISOString() ?? null,
    updatedAt: row.updated_at.toISOString(),
    customerName: maskName(customer.name),
    customerPhone: maskPhone(customer.phone),
    remark: customer.remark,
    linesSummary: row.lines_summary,
    linesCount: row.lines_count,
    partlyShipped: isPartly(row),
    deliveryMode: row.delivery_mode,
    promisedAt: row.promised_at?.toISOString() ?? null,
    allowedActions: usualActionsOf(row),
  };
}

/** @param calls how the calls to its platform stand, where that may be what it waits for. */
export function commandJson(command: StoredCommand, calls?: CallsState): components['schemas']['Command'] {
  const isOpen = command.state !== 'done' && command.state !== 'refused';
  return {
    ...(isOpen && calls && calls.state !== 'flowing' ? { heldUpBy: callsJson(calls) } : {}),
    id: command.id,
    orderId: command.orderId,
    action: command.action,
    state: command.state,
    actor: command.actor,
    askedAt: command.askedAt.toISOString(),
    finishedAt: command.finishedAt?.toISOString() ?? null,
    platformCode: command.platformCode,
    platformMessage: command.platformMessage,
  };
}

export function callsJson({ state, since, until }: CallsState): components['schemas']['PlatformCalls'] {
  return { state, since: since?.toISOString() ?? null, until: until?.toISOString() ?? null };
}

export function countsJson({ sequence: _, ...counts }: OrderCounts): components['schemas']['OrderCounts'] {
  return counts;
}

function isPartly({ shipped_lines, lines_count }: OrderRow): boolean {
  return isPartlyShipped(shipped_lines, lines_count);
}

/** Orders in one position on one platform may all have the same done, and there are few positions. */
const usualActions = new Map<string, AllowedAction[]>();

function usualActionsOf(row: OrderRow): AllowedAction[] {
  const { platform, state, fulfilment, refund_state, delivery_mode, shop_paused } = row;
  const position = [platform, state, fulfilment, refund_state, delivery_mode, shop_paused, isPartly(row)].join(' ');
  const known = usualActions.get(position);
  if (known) return known;
  const allowed = actionsOf(row);
  usualActions.set(position, allowed);
  return allowed;
}

/** What may be done with an order now, and why not the rest. */
export function actionsOf(row: OrderRow, about: Partial<ActionSubject> = {}): AllowedAction[] {
  const channel = findChannel(row.platform);
  const commands = Object.keys(channel?.commands ?? {}).filter((name) => isOneOf(actions, name));
  const { state, fulfilment, refund_state: refundState, delivery_mode: deliveryMode, shop_paused: shopPaused } = row;
  const subject = { state, fulfilment, refundState, deliveryMode, partlyShipped: isPartly(row), shopPaused, ...about };
  const allowed = allowedActions(subject, commands);
  return allowed.map((one) => (isOneOf(SHIPS, one.action) ? { ...one, shipBy: [...(channel?.shipments ?? [])] } : one));
}
