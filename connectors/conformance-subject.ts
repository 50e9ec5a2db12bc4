import type { OrderEventKind } from '../domain/order-event.ts';
import type { Action } from '../domain/order.ts';
import type { CommandInputs, PulledMessage, PushAnswer, PushRequest, SalesChannel, ShopAccess } from './contract.ts';
import type { ConnectorErrorKind } from './errors.ts';
import type { ScriptedAnswer, ScriptedRequest } from './scripted-platform-for-tests.ts';

/**
 * What a connector tells the shared behaviour suite about its platform. All of it is data or builds data; whatever is signed or
 * packed here is signed by code of the test's own, from the documents, so that the connector never checks itself.
 */
export interface ConnectorSubject<Config> {
  channel: SalesChannel<Config>;
  /** The connector's folder: `import.meta.dirname` of its conformance test. */
  folder: string;
  settings: SettingsSubject;
  push: PushSubject;
  /** Every status that the documents list, in every place where one can stand. */
  statuses: readonly StatusCase[];
  /** What is really the platform's and makes no sense, or holds what no database does. */
  hostile: Record<HostileCase, TestMessage | NotThere>;
  /** Makes a push of a file of `fixtures/`; those with an `answer` are read by the suite itself. */
  pushOfFixture(fixture: Readonly<Record<string, unknown>>): PushRequest;
  calls: CallsSubject<Config>;
  sandbox: SandboxSubject;
}

/** A push, or what the platform answers when it is asked. */
export type TestMessage = PushRequest | Pick<PulledMessage, 'kind' | 'payload'>;

/** Something that cannot happen on this platform, and why. */
export interface NotThere {
  notThere: string;
}

export interface SettingsSubject {
  /** A connection as a merchant enters it. `baseUrl` is where the platform listens. */
  of(baseUrl: string): Readonly<Record<string, unknown>>;
  /** Values that must be refused, each by its name. */
  wrong: Readonly<Record<string, unknown>>;
  /** Words of these settings that nobody may ever read in a log, an error or an answer. */
  secrets: readonly string[];
  platformShopId: string;
}

/** A paid order in our words; the subject writes it down as its platform would. */
export interface OrderSketch {
  orderId: string;
  remark: string;
  lines: readonly { name: string; quantity: number; unitPriceMinor: number }[];
  deliveryMinor: number;
  /** Not below zero. */
  discountMinor: number;
  /** What the customer is said to have paid: the sum of the parts, unless the sketch lies on purpose. */
  totalMinor: number;
}

export interface SignedHow {
  /** When the platform sends it. */
  sentAt: Date;
  /** Instead of the settings' own. */
  secret?: string;
}

export interface PushSubject {
  /** Ids of two orders as the platform makes them, of the longest kind. */
  orderIds: readonly [string, string];
  /** The push of a paid order, signed. `receivedAt` is `sentAt` and a moment. */
  paidOrder(sketch: OrderSketch, how: SignedHow): PushRequest;
  /** Further ways in which the platform may send the same fact: older signatures, GET, another encoding. */
  otherWays: Readonly<Record<string, (sketch: OrderSketch, how: SignedHow) => PushRequest>>;
  /**
   * `every-byte`: one flipped bit of query, body or signature is noticed, but in the parts that `uncovered` names. `unsigned`: the platform
   * signs nothing; then nothing of a push is believed, and the order is asked for.
   */
  signature: 'every-byte' | 'unsigned';
  /** `hint`: a signed push, too, tells only that something is different, and the order is asked for. `order` when left out. */
  tells?: 'order' | 'hint';
  /** Parts of query or body that the signature leaves out, as global patterns. */
  uncovered?: readonly RegExp[];
  /** `sum`: the platform tells what was paid and not for what; lines, freight and discounts are then nobody's. `lines` when left out. */
  describes?: 'lines' | 'sum';
  /** The same order as the platform tells it when asked, where pushes are not believed. */
  askedOrder?(sketch: OrderSketch): Pick<PulledMessage, 'kind' | 'payload'>;
  /** How far the platform's clock may be from ours; null where a push carries no signed time. */
  clockToleranceMs: number | null;
  /** How any bytes at all are sent with a right signature, where it covers the bytes as they are. */
  signBytes: ((bytes: Buffer) => PushRequest) | NotThere;
  /** A check of the address by the platform's console, and what it wants to hear; nothing is stored for it. */
  addressCheck: { request: PushRequest; answer: PushAnswer } | NotThere;
}

export interface StatusCase {
  name: string;
  message: TestMessage;
  /** What it tells, in the order of time. */
  facts: readonly OrderEventKind[];
  /** What was known of the order before; nothing when left out. */
  after?: readonly OrderEventKind[];
  /** Where the order then stands: state, fulfilment, refund. */
  position: string;
}

export const hostileCases = {
  'JSON inside that ends in the middle': 'parked',
  'ten thousand levels': 'parked',
  'a field that is there twice': 'parked',
  'an order in the prototype': 'not-believed',
  'an amount of 1e400': 'parked',
  'a negative amount': 'parked',
  'an absurd amount': 'parked',
  'a fraction of a fen': 'parked',
  'sums that do not add up': 'parked',
  'a quantity of zero': 'parked',
  'a status of tomorrow': 'unknown-value',
  'a NUL in the remark': 'understood',
  'half a character in the remark': 'understood',
} as const satisfies Record<string, 'parked' | 'unknown-value' | 'not-believed' | 'understood'>;
export type HostileCase = keyof typeof hostileCases;

export interface ErrorCase {
  code: string;
  words: string;
  /** What it is after a command, which may have acted, and after a question. */
  command: ConnectorErrorKind;
  question: ConnectorErrorKind;
}

/** How a platform talks that answers what the suite dictates. */
export interface CallsSubject<Config> extends TalkSubject<Config> {
  /** The command that stands for all: one call that acts, and nothing asked before it. */
  command: { [A in Action]: { action: A; input: Omit<CommandInputs[A], 'platformOrderId' | 'commandId'> } }[Action];
}

/** Two calls that stand for all, and how the platform answers them. */
export interface CallsUnderTest<Config> {
  channel: SalesChannel<Config>;
  settings: SettingsSubject;
  calls: TalkSubject<Config>;
  /** One call that acts, and nothing asked before it. */
  act(access: ShopAccess<Config>, signal: AbortSignal): Promise<unknown>;
  /** One that only asks. */
  ask(access: ShopAccess<Config>, signal: AbortSignal): Promise<unknown>;
}

export interface TalkSubject<Config> {
  /** Answers what has to come before the call itself (a token, a look at the order of a command); undefined for the call. */
  before?(request: ScriptedRequest, of: 'command' | 'question'): ScriptedAnswer | undefined;
  /** An answer that means that the command was done. */
  yes: ScriptedAnswer;
  /** Answers that are neither yes nor no to a command, beside those that are none anywhere. */
  unclear: readonly ScriptedAnswer[];
  /** The platform's ways of failing with a code and words. */
  failures(code: string, words: string): readonly ScriptedAnswer[];
  /** Every documented code, and one that no document lists. */
  errors: readonly ErrorCase[];
  /** Checks by the documents that a call is really signed, or carries its token. Throws when not. */
  checkSignature(request: ScriptedRequest, access: ShopAccess<Config>): void;
}

export interface SandboxOrder {
  orderId: string;
  control: SandboxControl;
}
export type SandboxControl = <T = Record<string, unknown>>(method: string, path: string, body?: unknown) => Promise<T>;

export interface SandboxCommand {
  /** The platform's call as the sandbox's faults name it. */
  call: string;
  /** Of `POST /{platform}/orders`, where it needs another order than the usual one. */
  order?: Readonly<Record<string, unknown>>;
  /** Our commands that must go before, so that it makes sense. */
  first?: readonly Action[];
  /** What people on the platform's side do before, after those. */
  then?(order: SandboxOrder): Promise<unknown>;
  /** Doing it twice is doing it once, so that a lost answer is no open question. */
  repeatable?: true;
  /** The fact that the platform tells afterwards; null where it tells none. */
  tells: OrderEventKind | null;
}

export interface SandboxSubject {
  /** Registers app, shop and address of pushes at the control port. */
  register(control: SandboxControl, callbackUrl: string): Promise<unknown>;
  /** Of `POST /{platform}/orders`; the shop delivers itself, so that every command makes sense. */
  order: Readonly<Record<string, unknown>>;
  /** What makes the platform push about an order, where placing one does not. */
  provoke?(order: SandboxOrder): Promise<unknown>;
  /** More orders than one page of the pull holds. */
  moreThanOnePage: number;
  /** One for each command of the connector. */
  commands: Partial<Record<Action, SandboxCommand>>;
  /** Another way of shipping than `own`, where a command of the suite needs it. */
  inputs?: Partial<{ [A in Action]: Partial<CommandInputs[A]> }>;
}

export function isThere<T extends object>(value: T | NotThere): value is T {
  return !('notThere' in value);
}
