/** What integrators are told of. `ping` is sent on request only and passes every filter. */
export const webhookEventTypes = ['order.created', 'order.changed', 'command.finished', 'message.parked'] as const;

export type WebhookEventType = (typeof webhookEventTypes)[number];
export const PING = 'ping';

/** Why an endpoint gets nothing: a person wished so, it answered 410, or it failed for five days. */
export type DisabledReason = 'person' | 'gone' | 'failing';
export type DeliveryState = 'waiting' | 'delivered' | 'given_up';

/** A message as its receiver sees it, the same at each attempt. */
export function messageIdOf(deliveryId: string): string {
  return `msg_${deliveryId.replaceAll('-', '')}`;
}

/** The text that is signed and sent. `timestamp` is when it happened, not when it is sent. Ids and states, never personal data. */
export function webhookBody(type: string, at: Date, data: Record<string, unknown>): string {
  return JSON.stringify({ type, timestamp: at.toISOString(), data });
}
