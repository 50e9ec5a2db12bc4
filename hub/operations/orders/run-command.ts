import { randomUUID } from 'node:crypto';
import { isGrpcServiceError, WithStartWorkflowOperation } from '@temporalio/client';
import { orderWorkflowId } from '../../../domain/ids.ts';
import { impliedRefund, refundActions, subjectOf } from '../../../domain/order-actions.ts';
import { isOneOf } from '../../../domain/order-event.ts';
import { positionOf, refundsOf } from '../../../domain/order-state.ts';
import type { Action } from '../../../domain/order.ts';
import type { components } from '../../../openapi/generated/schema.ts';
import {
  askCommand,
  commandByKey,
  type CommandDetails,
  readCommand,
  type StoredCommand,
} from '../../../prisma/store/commands.ts';
import type { SqlClient } from '../../../prisma/store/database.ts';
import { readCalls } from '../../../prisma/store/gate-rows.ts';
import type { Identity } from '../../../prisma/store/identities.ts';
import { type OrderRow, readFacts, readLines, readOrder } from '../../../prisma/store/order-views.ts';
import { executeCommand, ORDER_WORKFLOW } from '../../../workflows/order/order.messages.ts';
import { traceParent } from '../../../workflows/tracing.ts';
import type { HubContext } from '../../context.ts';
import { actionsOf, commandJson, orderSummary } from '../../order-json.ts';
import { Problem } from '../../problem.ts';
import { type AskedGoods, namedLines } from './named-lines.ts';

/** A person waits at most this long; then the answer is 202 and the row shows how it ends. */
const PATIENCE_MS = 10_000;
/** Where the platform is known to be away, nobody has to wait that long to be told so. */
const LOOK_AFTER_MS = 1_500;

type AllowedAction = components['schemas']['AllowedAction'];

interface Asked {
  orderId: string;
  action: Action;
  input: CommandDetails;
  /** Of a shipment or refund of some lines: which. */
  goods?: readonly AskedGoods[];
  idempotencyKey: string | null;
}

/**
 * Records what was asked, hands it to the order's workflow and waits for the platform's answer. The update id is the command's id,
 * so a repeat of the same call joins the first one, also across a crash.
 */
export async function runCommand(context: HubContext, identity: Identity, asked: Asked) {
  const { order, command } = await recordCommand(context, identity, asked);
  const finished = command.state === 'done' || command.state === 'refused';
  if (!finished) await Promise.race([execute(context, identity, order, command), patience(context, identity, command)]);
  return answer(context, identity, order.id, command.id);
}

async function recordCommand(
  { database }: HubContext,
  identity: Identity,
  asked: Asked,
): Promise<{ order: OrderRow; command: StoredCommand }> {
  return database.withMerchantSql(identity.merchant.id, async (client) => {
    const order = await readOrder(client, asked.orderId);
    if (!order) throw new Problem('not-found', 'There is no such order.');
    const { input, allowed } = await permitted(client, order, asked);
    const command = await askCommand(client, {
      ...asked,
      input,
      merchantId: identity.merchant.id,
      actor: identity.name,
      traceParent: traceParent(),
    });
    if (command === 'reused')
      throw new Problem('idempotency-key-reused', 'This Idempotency-Key was used for another call.');
    if (command === 'running') throw notAllowed(asked.action, 'command_running');
    if (command.state !== 'asked') return { order, command };
    // The workflow checks again with the order locked; this only saves the way there when the answer is plain.
    // Throwing rolls the recorded command back.
    if (!allowed.allowed) throw notAllowed(asked.action, allowed.reasonCode);
    return { order, command };
  });
}

/** What the tables say about a wish, and the wish with the refund named that it is about. */
async function permitted(
  client: SqlClient,
  order: OrderRow,
  { action, input, goods, idempotencyKey }: Asked,
): Promise<{ input: CommandDetails; allowed: Pick<AllowedAction, 'allowed' | 'reasonCode'> }> {
  const actions = actionsOf(order);
  const allowed = actions.find((one) => one.action === action) ?? { allowed: false };
  const ships = action === 'ship' || action === 'ship_part';
  if (ships && allowed.allowed && !actions.some(({ shipBy }) => shipBy?.some((way) => way === input.by)))
    return { input, allowed: { allowed: false, reasonCode: 'shipment_not_on_platform' } };
  if (goods) {
    const lines = namedLines(await readLines(client, order.id), goods);
    if (action === 'ship_part') {
      const hasLeft = lines.some(({ position }) => order.shipped_lines?.includes(position));
      return {
        input: { ...input, lines },
        allowed: hasLeft ? { allowed: false, reasonCode: 'already_shipped' } : allowed,
      };
    }
    const knownRefunds = refundsOf(await readFacts(client, order.id)).map(({ refundId }) => refundId);
    return { input: { ...input, lines, knownRefunds }, allowed };
  }
  if (!isOneOf(refundActions, action)) return { input, allowed };
  const facts = await readFacts(client, order.id);
  // A repeat means the refund that the first call meant, whatever has become of it and of others since.
  const first = idempotencyKey === null ? null : await commandByKey(client, idempotencyKey);
  const repeats = first?.orderId === order.id && first.action === action && input.refundId === undefined;
  const refundId = repeats ? first.input.refundId : (input.refundId ?? impliedRefund(facts));
  if (refundId === null) throw notAllowed(action, 'refund_not_named');
  if (refundId === undefined) return { input, allowed };
  const { refundState } = subjectOf(
    { position: positionOf(facts), deliveryMode: order.delivery_mode, partlyShipped: false, facts },
    action,
    refundId,
  );
  const ofRefund = actionsOf(order, { refundState }).find((one) => one.action === action);
  return { input: { ...input, refundId }, allowed: ofRefund ?? allowed };
}

async function execute(
  { temporal, config, log }: HubContext,
  identity: Identity,
  order: OrderRow,
  { id: commandId, state }: StoredCommand,
): Promise<void> {
  const ref = { merchantId: identity.merchant.id, shopId: order.shop_id, platformOrderId: order.platform_order_id };
  const startWorkflowOperation = new WithStartWorkflowOperation(ORDER_WORKFLOW, {
    workflowId: orderWorkflowId(ref.shopId, ref.platformOrderId),
    taskQueue: config.temporalTaskQueue,
    args: [ref],
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  try {
    await temporal.withDeadline(Date.now() + PATIENCE_MS, () =>
      temporal.workflow.executeUpdateWithStart(executeCommand, {
        // A command whose outcome is open is looked up anew at each press; the finished update would only repeat "unknown".
        updateId: state === 'unknown' ? `${commandId} ${randomUUID()}` : commandId,
        args: [commandId],
        startWorkflowOperation,
      }),
    );
  } catch (error) {
    // What became of it stands in the database; whether it was begun at all decides between 202 and 503.
    log.warn(
      { err: error, commandId, grpcCode: isGrpcServiceError(error) ? error.code : undefined },
      'command not answered in time',
    );
  }
}

async function answer({ database }: HubContext, identity: Identity, orderId: string, commandId: string) {
  const { order, command, calls } = await database.withMerchantSql(identity.merchant.id, async (client) => ({
    order: await readOrder(client, orderId),
    command: await readCommand(client, commandId),
    calls: await readCalls(client, orderId),
  }));
  if (!order || !command) throw new Problem('not-found', 'There is no such order.');
  const body = { command: commandJson(command, calls), order: orderSummary(database.cipher, order) };
  const place = `/api/v1/commands/${command.id}`;
  switch (command.state) {
    case 'done':
      return { status: 200 as const, body };
    case 'sent':
    case 'unknown':
      return { status: 202 as const, body, headers: { Location: place } };
    case 'asked':
      throw new Problem(
        'unavailable',
        'Orders can be read but not handled right now; the command was kept and not sent. Try again.',
        { commandId: command.id },
        3,
      );
    case 'refused':
      throw refusal(command);
  }
}

function refusal(command: StoredCommand): Problem {
  const { platformCode, platformMessage, id: commandId } = command;
  if (platformCode === null) {
    return notAllowed(command.action, platformMessage ?? undefined, commandId);
  }
  return new Problem('command-refused', `The platform says: ${platformMessage || platformCode}`, {
    commandId,
    platformCode,
    ...(platformMessage === null ? {} : { platformMessage }),
  });
}

function notAllowed(action: Action, reasonCode: string | undefined, commandId?: string): Problem {
  return new Problem(
    'action-not-allowed',
    `Action ${action} is not possible now: ${reasonCode ?? 'no reason known'}.`,
    {
      ...(reasonCode === undefined ? {} : { reasonCode: reasonCode as NonNullable<Problem['extra']['reasonCode']> }),
      ...(commandId === undefined ? {} : { commandId }),
    },
  );
}

/** Ends early for a command that is begun and waits for a platform that will not be called for longer than a person waits. */
async function patience({ database }: HubContext, identity: Identity, { id, orderId }: StoredCommand): Promise<void> {
  await later(LOOK_AFTER_MS);
  const rest = PATIENCE_MS - LOOK_AFTER_MS;
  const heldUp = await database
    .withMerchantSql(identity.merchant.id, async (client) => {
      const command = await readCommand(client, id);
      const { state, until } = await readCalls(client, orderId);
      const isLong = state === 'stopped' || (until !== null && until.getTime() > Date.now() + rest);
      return command?.state !== 'asked' && isLong;
    })
    .catch(() => false);
  if (!heldUp) await later(rest);
}

function later(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
