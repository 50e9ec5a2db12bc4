import type { QueryClient } from '@tanstack/react-query';
import { randomId } from '../util/random-id.ts';
import { createStore, useStore } from '../util/store.ts';
import { ApiError, unwrap } from './api-error.ts';
import { api } from './client.ts';
import { applyOrder, orderKeys } from './order-cache.ts';
import type {
  Action,
  AgreeRefundRequest,
  Command,
  CommandResult,
  PartRefundRequest,
  RefuseRefundRequest,
  RemarkRequest,
  RejectRequest,
  ShipPartRequest,
  ShipRequest,
  Waybill,
} from './types.ts';

const POLL_FIRST_MS = 800;
const POLL_SLOWEST_MS = 5_000;
const POLL_FOR_MS = 5 * 60_000;
/** Long enough to be read; the next step of the order waits behind it. */
const DONE_SHOWN_MS = 3_000;

/** What a person asks for. */
export type Ask =
  | { action: 'accept' | 'ready' | 'deliver' }
  | { action: 'reject' | 'cancel' | 'close'; body: RejectRequest }
  | { action: 'ship'; body: ShipRequest }
  | { action: 'ship_part'; body: ShipPartRequest }
  | { action: 'change_waybill'; body: Waybill }
  | { action: 'agree_refund'; body: AgreeRefundRequest }
  | { action: 'refuse_refund'; body: RefuseRefundRequest }
  | { action: 'refund_part'; body: PartRefundRequest }
  | { action: 'remark'; body: RemarkRequest };

/**
 * How the last press on an order is going, as its row shows it.
 * `failed` means that the hub did not take it or could not be reached; sending the same ask again is then safe,
 * because it goes under the same key.
 */
export type Progress =
  /** Not sent before `sendAt` (epoch milliseconds by this machine's clock); until it goes it can be taken back. */
  | { step: 'waiting'; ask: Ask; key: string; sendAt: number }
  | { step: 'sending'; ask: Ask; key: string }
  | { step: 'checking'; ask: Ask; key: string }
  | { step: 'done'; ask: Ask; key: string }
  | { step: 'refused'; ask: Ask; key: string; code: string | null; message: string | null }
  | { step: 'failed'; ask: Ask; key: string; error: ApiError };

const progressStore = createStore<ReadonlyMap<string, Progress>>(new Map());

export function useProgress(orderId: string): Progress | undefined {
  return useStore(progressStore, (all) => all.get(orderId));
}

export function progressOf(orderId: string): Progress | undefined {
  return progressStore.get().get(orderId);
}

export function dismissProgress(orderId: string): void {
  setProgress(orderId, undefined);
}

/**
 * Sends a command and follows it to its end. Returns at once if one is on its way for this order: a second press on
 * the same button is the same wish.
 * @returns how it stands then; undefined when its end will only be told by the order itself.
 */
export async function sendCommand(queries: QueryClient, orderId: string, ask: Ask): Promise<Progress | undefined> {
  const before = progressOf(orderId);
  if (before?.step === 'sending' || before?.step === 'checking') return before;
  const isAgain = before?.step === 'failed' || before?.step === 'waiting';
  const key = isAgain && isSameAsk(before.ask, ask) ? before.key : randomId();
  setProgress(orderId, { step: 'sending', ask, key });
  try {
    const result = await post(orderId, ask, key);
    applyOrder(queries, result.order);
    const command = isSettled(result.command) ? result.command : await follow(orderId, ask, key, result.command.id);
    conclude(orderId, ask, key, command);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { problem } = error;
    if (problem && isRefusal(error)) {
      setProgress(orderId, {
        step: 'refused',
        ask,
        key,
        code: problem.platformCode ?? null,
        message: problem.platformMessage ?? null,
      });
    } else {
      setProgress(orderId, { step: 'failed', ask, key, error });
    }
  }
  // Whatever happened, the order may look different now, and the timeline of an open page certainly does.
  void refreshOrder(queries, orderId);
  return progressOf(orderId);
}

function post(orderId: string, ask: Ask, key: string): Promise<CommandResult> {
  const params = { path: { orderId }, header: { 'Idempotency-Key': key } };
  switch (ask.action) {
    // These two may go out while their page is being left (`delayed-commands.ts`).
    case 'accept':
      return unwrap(api.POST('/orders/{orderId}/accept', { params, keepalive: true }));
    case 'reject':
      return unwrap(api.POST('/orders/{orderId}/reject', { params, body: ask.body }));
    case 'ready':
      return unwrap(api.POST('/orders/{orderId}/ready', { params, keepalive: true }));
    case 'ship':
      return unwrap(api.POST('/orders/{orderId}/ship', { params, body: ask.body }));
    case 'ship_part':
      return unwrap(api.POST('/orders/{orderId}/ship-part', { params, body: ask.body }));
    case 'change_waybill':
      return unwrap(api.POST('/orders/{orderId}/change-waybill', { params, body: ask.body }));
    case 'deliver':
      return unwrap(api.POST('/orders/{orderId}/deliver', { params }));
    case 'close':
      return unwrap(api.POST('/orders/{orderId}/close', { params, body: ask.body }));
    case 'cancel':
      return unwrap(api.POST('/orders/{orderId}/cancel', { params, body: ask.body }));
    case 'agree_refund':
      return unwrap(api.POST('/orders/{orderId}/agree-refund', { params, body: ask.body }));
    case 'refuse_refund':
      return unwrap(api.POST('/orders/{orderId}/refuse-refund', { params, body: ask.body }));
    case 'refund_part':
      return unwrap(api.POST('/orders/{orderId}/refund-part', { params, body: ask.body }));
    case 'remark':
      return unwrap(api.POST('/orders/{orderId}/remark', { params, body: ask.body }));
  }
}

/** Asks until the command is settled. Gives the last known command when the time is up. */
async function follow(orderId: string, ask: Ask, key: string, commandId: string): Promise<Command | null> {
  setProgress(orderId, { step: 'checking', ask, key });
  const giveUpAt = Date.now() + POLL_FOR_MS;
  let pauseMs = POLL_FIRST_MS;
  while (Date.now() < giveUpAt) {
    await new Promise((resolve) => window.setTimeout(resolve, pauseMs));
    pauseMs = Math.min(POLL_SLOWEST_MS, pauseMs * 1.5);
    // A poll that fails says nothing about the command, so the next one asks again.
    const command = await unwrap(api.GET('/commands/{commandId}', { params: { path: { commandId } } })).catch(
      () => null,
    );
    if (command && isSettled(command)) return command;
  }
  return null;
}

function conclude(orderId: string, ask: Ask, key: string, command: Command | null): void {
  if (command?.state === 'done') {
    setProgress(orderId, { step: 'done', ask, key });
    window.setTimeout(() => {
      if (progressOf(orderId)?.key === key) dismissProgress(orderId);
    }, DONE_SHOWN_MS);
  } else if (command?.state === 'refused') {
    setProgress(orderId, { step: 'refused', ask, key, code: command.platformCode, message: command.platformMessage });
  } else {
    // Nobody waits at a till for this long. The hub keeps asking the platform, and the row tells when the order moves.
    dismissProgress(orderId);
  }
}

async function refreshOrder(queries: QueryClient, orderId: string): Promise<void> {
  void queries.invalidateQueries({ queryKey: orderKeys.counts });
  const queryFn = () => unwrap(api.GET('/orders/{orderId}', { params: { path: { orderId } } }));
  const order = await queries.query({ queryKey: orderKeys.detail(orderId), queryFn, staleTime: 0 }).catch(() => null);
  if (order) applyOrder(queries, order);
}

function isSettled(command: Command): boolean {
  return command.state === 'done' || command.state === 'refused';
}

function isRefusal(error: ApiError): boolean {
  return error.problem?.platformMessage !== undefined || error.problem?.platformCode !== undefined;
}

function isSameAsk(one: Ask, other: Ask): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

export function setProgress(orderId: string, progress: Progress | undefined): void {
  const next = new Map(progressStore.get());
  if (progress) next.set(orderId, progress);
  else next.delete(orderId);
  progressStore.set(next);
}

export function isBusy(progress: Progress | undefined, action?: Action): boolean {
  const busy = progress?.step === 'sending' || progress?.step === 'checking';
  return busy && (action === undefined || progress.ask.action === action);
}
