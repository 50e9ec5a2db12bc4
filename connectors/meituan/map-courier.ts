import type { OrderEvent } from '../../domain/order-event.ts';
import type { Courier } from '../../domain/order.ts';
import type { TranslatedMessage } from '../contract.ts';
import { courierStepOf, factOfLogistics } from './map-status.ts';
import { seconds } from './seconds.ts';
import type { LogisticsFields, OrderFields } from './wire.ts';

/** A rider push -> what the rider did, and who he is. */
export function courierNews(fields: LogisticsFields, sentAt: Date): TranslatedMessage {
  const kind = factOfLogistics(fields.logistics_status);
  const occurredAt = seconds(fields.time) ?? sentAt;
  const step = kind === 'courier_update' ? courierStepOf(fields.logistics_status) : null;
  const detail = { logisticsStatus: fields.logistics_status, ...(step === null ? {} : { courierStep: step }) };
  const event: OrderEvent = { kind, occurredAt, actor: 'courier', detail };
  return { snapshot: null, events: [event], ...courierOf(fields, kind, occurredAt) };
}

/** The part of a detail about the delivery; `logistics_status` is that of Meituan's rider or of the shop's own. */
export function deliveryOfDetail(fields: OrderFields, asOf: Date): Pick<TranslatedMessage, 'events' | 'courier'> {
  if (fields.logistics_status === undefined) return { events: [] };
  const news = factOfLogistics(fields.logistics_status);
  const times: Partial<Record<OrderEvent['kind'], Date | null>> = {
    shipping: seconds(fields.logistics_fetch_time),
    delivered: seconds(fields.logistics_completed_time),
    courier_gave_up: seconds(fields.logistics_cancel_time),
  };
  const kinds: OrderEvent['kind'][] = news === 'delivered' ? ['shipping', 'delivered'] : [news];
  const moves = kinds.filter((kind) => kind in times);
  const events = moves.map((kind): OrderEvent => ({ kind, occurredAt: times[kind] ?? asOf, actor: 'courier' }));
  return { events, ...courierOf(fields, news, newestOf(fields) ?? asOf) };
}

/** After one has given up the fields name nobody or still him; nobody brings the order either way. */
function courierOf(
  { dispatcher_name: name, dispatcher_mobile: phone }: Pick<LogisticsFields, 'dispatcher_name' | 'dispatcher_mobile'>,
  kind: OrderEvent['kind'],
  asOf: Date,
): { courier?: Courier } {
  if (kind === 'courier_gave_up') return { courier: { name: null, phone: null, asOf } };
  if (name === undefined && phone === undefined) return {};
  return { courier: { name: name ?? null, phone: phone ?? null, asOf } };
}

function newestOf(fields: OrderFields): Date | null {
  const times = [
    fields.logistics_send_time,
    fields.logistics_confirm_time,
    fields.logistics_fetch_time,
    fields.logistics_completed_time,
    fields.logistics_cancel_time,
  ].flatMap((time) => seconds(time) ?? []);
  return times.length === 0 ? null : new Date(Math.max(...times.map((time) => time.getTime())));
}
