import { MalformedError } from '../../domain/errors.ts';
import type { StoredMessage, TranslatedMessage } from '../contract.ts';
import { translateDetail, translateFields } from '../meituan/map-order.ts';
import type { PushKind } from '../meituan/receive.ts';
import { seconds } from '../meituan/seconds.ts';
import { orderFields } from '../meituan/wire.ts';
import { parseWire, readJson } from '../wire-format.ts';
import { orderIn } from './client.ts';
import { tellsItself } from './map-status.ts';
import { AGREED_IS_REFUNDED, HINT, messageOf, readParams } from './receive.ts';
import { isRecord, namedOrder } from './wire.ts';

/**
 * Wire -> domain: the names become those of A5, and the rest is Meituan's other gateway's (docs/decisions/0067).
 * @throws MalformedError or UnknownValueError: the message is then parked with the reason.
 */
export function translate(message: StoredMessage): TranslatedMessage {
  if (message.source === 'pull') return translateAnswer(message);
  const { query, body, method, variant } = message.payload;
  const form = readParams(query, Buffer.from(method === 'POST' ? body : ''));
  const told = readJson(messageOf(form) ?? '');
  if (!isRecord(told)) throw new MalformedError('the message is no object');
  const kind = message.kind as PushKind | typeof HINT;
  const fields = namedOrder(told);
  if (kind === HINT || !tellsItself(kind, fields)) return { snapshot: null, events: [], asksForOrder: true };
  const meaning = translateFields(kind, fields, seconds(form.timestamp) ?? message.receivedAt);
  return variant === AGREED_IS_REFUNDED ? withMoneyBack(meaning) : meaning;
}

/** What was asked for describes a state; what it tells is recorded only where it moves something. */
function translateAnswer(message: StoredMessage): TranslatedMessage {
  const order = orderIn(message.payload.body);
  if (!order) throw new MalformedError('queryById: there is no order in the answer');
  const told = translateDetail(parseWire(orderFields, namedOrder(order), 'queryById'), message);
  return { ...told, events: told.events.map((event) => ({ ...event, implied: true })) };
}

/** Where no message will tell that the money went back, that it was agreed to is the last that is heard of it (A6). */
function withMoneyBack(told: TranslatedMessage): TranslatedMessage {
  const news = told.events.at(-1);
  if (news?.kind !== 'refund_agreed') return told;
  const detail = { ...news.detail, resultNotPushed: true };
  return { ...told, events: [...told.events, { ...news, kind: 'refunded', actor: 'platform', detail }] };
}
