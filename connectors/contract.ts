import type { IncomingHttpHeaders } from 'node:http';
import type { OrderEvent } from '../domain/order-event.ts';
import type { Action, Courier, OrderSnapshot } from '../domain/order.ts';
import type { Connectable } from './connection-setup.ts';
import type { BillPage, PhonePage, ProductPage, StockLevel, StockRefusal } from './goods-and-bills.ts';
import type { NamedLine, PartRefundLine } from './named-lines.ts';
import type { Shipment, Waybill } from './shipments.ts';
import type { SignatureExplanation } from './signature-explanation.ts';
import type { Vouchers } from './vouchers.ts';

/** A push exactly as it reached the door. */
export interface PushRequest {
  method: 'GET' | 'POST';
  /** The address as registered with the platform: scheme, host and path, no query. Signatures are checked over it. */
  registeredUrl: string;
  /** The last path segment of the address, when it was registered for one kind of push. */
  kind: string | null;
  /** The query text without its question mark, still encoded. */
  query: string;
  contentType: string | null;
  /** As received, names in lower case; some platforms sign in a header. */
  headers: IncomingHttpHeaders;
  body: Buffer;
  receivedAt: Date;
}

/** The answer that a platform expects of its callback. */
export interface PushAnswer {
  status: number;
  contentType: string;
  body: string;
}

/** A check of the address by the platform's console, with what it wants to hear; nothing is stored for it. */
export interface AddressCheck {
  addressCheck: PushAnswer;
}

/** The kind of a push that is the platform's and whose envelope nobody can read: it is stored for a person, never dropped. */
export const UNREADABLE = 'unreadable';

/** A push that really came from the platform. */
export interface ReceivedPush {
  /** The connector's own name of what was pushed; stored with the message and given back to `translate`. */
  kind: string;
  /** How the connector had to read it (an encoding, an envelope); given back to `translate`. */
  variant?: string;
  /** Equal for every delivery of the same fact, different for different facts. Unique within a connection. */
  messageKey: string;
  platformShopId: string | null;
  /** Null for what concerns no single order (a shop opened). */
  platformOrderId: string | null;
  /** When the platform says that it sent this, by its own clock; absent where pushes carry no such time. */
  sentAt?: Date;
}

/** A stored message on its way to the order. */
export interface StoredMessage {
  kind: string;
  source: 'push' | 'pull';
  payload: Payload;
  receivedAt: Date;
}

/** The raw input as it is stored: enough to verify and translate it again. */
export type Payload = Pick<PushRequest, 'method' | 'query' | 'contentType'> & { body: string; variant?: string };

/** What a message means for its order. */
export interface TranslatedMessage {
  snapshot: OrderSnapshot | null;
  events: OrderEvent[];
  /** Who brings the order, where the message says so. Never part of an event: events are read by more people than phones are. */
  courier?: Courier;
  /** The message tells that something about the order is different, and not what: the order is read again. */
  asksForOrder?: boolean;
}

/** What a pull brought: a message like any other, with its key. */
export interface PulledMessage {
  kind: string;
  messageKey: string;
  payload: Payload;
}

/** A connector's bookmark in a shop's orders; JSON that only the connector reads. */
export type PollCursor = Record<string, string | number>;

/** Some of a shop's orders, by id, and where to go on. */
export interface OrderIdPage {
  platformOrderIds: string[];
  cursor: PollCursor;
  more: boolean;
}

/** An access token as a platform gave it. */
export interface AccessToken {
  value: string;
  expiresAt: Date;
  /** Renews the token, on platforms that give one along. */
  refresh?: RefreshToken;
}

export interface RefreshToken {
  value: string;
  expiresAt: Date;
}

export interface TokenRequest {
  /** Whose token it is where a connection has several: the platform's shop id; empty for the app's own. */
  holder: string;
  /**
   * Asks the platform, within ten seconds. With `renew` the token in force is over or refused and must not be given once more; `refresh`
   * is what came with it, as long as it lives.
   */
  mint: (renew: boolean, refresh?: RefreshToken) => Promise<AccessToken>;
  /** The token that the platform has just refused. */
  rejected?: string;
}

/** The access tokens of one connection, shared by all processes: on many platforms a new token kills the one before. */
export interface TokenVault {
  /**
   * The token in force. A new one is minted when there is none, when it is about to end and when it is the rejected one; however many
   * processes ask at that moment, one mints and all get its token. Renewals of one token are kept apart by a moment.
   * @throws what `mint` throws
   */
  token(request: TokenRequest): Promise<string>;
}

/**
 * What every call to a platform passes, one for a connection and shared by all processes: where the platform asks to slow down, all of
 * them slow down, and one that has stopped answering is left alone and tried by one call at a time.
 */
export interface CallGate {
  /**
   * Lets the call through and learns from how it ends.
   * @throws ConnectorError `rate-limited` or `unavailable` with `retryAfterMs`, without calling, while the connection is slowed or
   *   stopped; else what `call` throws, `rate-limited` always with `retryAfterMs`.
   */
  pass<T>(call: () => Promise<T>): Promise<T>;
}

/** Where and as whom a connector calls out. `config` has passed the connector's own schema. */
export interface ShopAccess<Config = unknown> {
  config: Config;
  platformShopId: string;
  tokens: TokenVault;
  gate: CallGate;
}

export const rejectReasons = [
  'sold_out',
  'too_busy',
  'closed',
  'unreachable_address',
  'customer_asked',
  'other',
] as const;
export type RejectReason = (typeof rejectReasons)[number];

/** Why a merchant refuses a refund. */
export const refuseReasons = [
  'already_made',
  'already_shipped',
  'nothing_wrong',
  'settled_otherwise',
  'other',
] as const;
export type RefuseReason = (typeof refuseReasons)[number];

/** Why a merchant pays back some goods without being asked. */
export const partRefundReasons = ['sold_out', 'damaged', 'missing', 'settled_with_customer', 'other'] as const;
export type PartRefundReason = (typeof partRefundReasons)[number];

interface AskedOfOrder {
  platformOrderId: string;
  /** The same for every try of one command: for platforms that take a key against doing it twice. */
  commandId: string;
}

interface CallOff extends AskedOfOrder {
  reason: RejectReason;
  note: string;
}

interface AboutRefund extends AskedOfOrder {
  /** Null where the platform names no refund: the one that is open is meant. */
  refundId: string | null;
  note: string;
}

/** What each action needs to know. */
export interface CommandInputs {
  accept: AskedOfOrder;
  reject: CallOff;
  ready: AskedOfOrder;
  ship: AskedOfOrder & { shipment: Shipment };
  /** Some lines, whole; what of the order stays behind leaves later. */
  ship_part: AskedOfOrder & { lines: readonly NamedLine[]; shipment: Shipment };
  /** Another courier or number for a parcel that is on its way. Asked twice it is changed once. */
  change_waybill: AskedOfOrder & { waybill: Waybill };
  deliver: AskedOfOrder;
  /** Calls off what was accepted; `reject` is for what was not. */
  cancel: CallOff;
  /** Ends an order that nobody has paid, before its time is over. */
  close: CallOff;
  agree_refund: AboutRefund;
  refuse_refund: AboutRefund & { reason: RefuseReason };
  /** Pays back some goods without being asked; the platform reckons what they cost. */
  refund_part: AskedOfOrder & { lines: readonly PartRefundLine[]; reason: PartRefundReason; note: string };
  /** The merchant's own note beside the order, instead of the one that was there; empty takes it away. */
  remark: AskedOfOrder & { text: string };
}

/** Asks the platform once. @throws ConnectorError; `outcome-unknown` when it may have acted. */
export type SendCommand<Config, A extends Action = Action> = (
  access: ShopAccess<Config>,
  input: CommandInputs[A],
  signal: AbortSignal,
) => Promise<void>;

/**
 * One sales platform. Pure parts (receive, translate) throw `ConnectorError`, `MalformedError` or `UnknownValueError`;
 * impure parts throw `ConnectorError` only.
 */
export interface SalesChannel<Config = unknown> extends Connectable<ShopAccess<Config>> {
  /** Stable lower-case name; part of addresses and of every row. */
  platform: string;
  /** Chinese and English name for people. */
  names: { zh: string; en: string };
  /**
   * The hub itself keeps these orders: nobody pushes them, nobody can be asked, and what is asked of one is done when it is written down.
   * Always with `tellsNothing`.
   */
  keptHere?: true;
  /**
   * No platform tells of these orders: they come of what staff do here. Nothing is pushed, nothing is polled or compared
   * (`untold-orders.ts` has the members that say so).
   */
  tellsNothing?: true;
  /** Kinds of push that are registered at an address of their own; empty when the platform has one address for all. */
  pushKinds: readonly string[];
  /** @throws ConnectorError `malformed` naming the wrong field. */
  parseConfig(value: unknown): Config;
  /** Names and values as the platform's documents call them, for people who play the platform. Holds secrets. */
  credentials(config: Config, platformShopId: string): Record<string, string>;
  /** Where this connection's calls go. */
  baseUrl(config: Config): string;
  /** Verifies a push and reads its envelope. */
  receive(request: PushRequest, config: Config): ReceivedPush | AddressCheck;
  /** The platform's own "got it"; where older pushes want other words, those of this one. */
  acknowledge(push?: ReceivedPush): PushAnswer;
  /** The platform's own "not accepted", which makes it try again or tells its engineers why. */
  refuse(error: unknown): PushAnswer;
  /**
   * How the signatures of a request come about, the one that it carries first; absent where the platform signs nothing.
   * @throws ConnectorError `malformed` when there is nothing that could be signed
   */
  explainSignature?(request: PushRequest, config: Config): SignatureExplanation[];
  translate(message: StoredMessage): TranslatedMessage;
  /** Reads the order as the platform has it now. */
  fetchOrder(access: ShopAccess<Config>, platformOrderId: string, signal: AbortSignal): Promise<PulledMessage>;
  /** Reads what became of an order's refunds, where `fetchOrder` does not tell. */
  fetchRefunds?(access: ShopAccess<Config>, platformOrderId: string, signal: AbortSignal): Promise<PulledMessage>;
  /** Orders that came since the bookmark, with some overlap; a null bookmark begins today. */
  discoverOrders(
    access: ShopAccess<Config>,
    cursor: PollCursor | null,
    now: Date,
    signal: AbortSignal,
  ): Promise<OrderIdPage>;
  /** All orders of a business day (`2026-11-23`), page by page. */
  listDay(
    access: ShopAccess<Config>,
    day: string,
    cursor: PollCursor | null,
    signal: AbortSignal,
  ): Promise<OrderIdPage>;
  /** The platform's bill of a business day, page by page. */
  fetchBill?(
    access: ShopAccess<Config>,
    day: string,
    cursor: PollCursor | null,
    signal: AbortSignal,
  ): Promise<BillPage>;
  /** The real numbers of customers whose orders are open, page by page. Only for an outage of the platform's privacy numbers. */
  fetchRealPhones?(access: ShopAccess<Config>, cursor: PollCursor | null, signal: AbortSignal): Promise<PhonePage>;
  /** All that the shop sells there, page by page. */
  listProducts?(access: ShopAccess<Config>, cursor: PollCursor | null, signal: AbortSignal): Promise<ProductPage>;
  /** Sets absolute numbers, which may be repeated. @returns what was not taken; the rest was. */
  setStock?(access: ShopAccess<Config>, levels: readonly StockLevel[], signal: AbortSignal): Promise<StockRefusal[]>;
  /** Vouchers that the shop takes at its counter. */
  vouchers?: Vouchers<Config>;
  /** Only the calls that the platform has. Absent is absent; nothing here throws "not implemented". */
  commands: { [A in Action]?: SendCommand<Config, A> };
  /** The ways of shipping that its `ship` call knows; empty where there is none. */
  shipments: readonly Shipment['by'][];
}
