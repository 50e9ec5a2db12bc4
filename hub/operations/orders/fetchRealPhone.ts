import type { Client } from '@temporalio/client';
import { isGrpcServiceError } from '@temporalio/client';
import { readOrder } from '../../../prisma/store/order-views.ts';
import { askRealPhone, readRealPhoneRequest } from '../../../prisma/store/real-phone-requests.ts';
import { REAL_PHONE_WORKFLOW, realPhoneWorkflowId } from '../../../workflows/real-phone/real-phone.messages.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { whyNoRealPhone } from './order-contacts.ts';

/** An outage of privacy numbers at a busy shop needs some; a merchant that asks for more copies a list of customers. */
const PER_HOUR_MAX = 60;
const PATIENCE_MS = 12_000;
const RETRY_AFTER_SECONDS = 5;

/** The number is read with the order: what this answers may be kept for an idempotency key, unsealed. */
export const fetchRealPhone: Operation<'fetchRealPhone'> = async ({ path, body }, identity, context) => {
  const { database, temporal, config, log } = context;
  const merchantId = identity.merchant.id;
  const requestId = await database.withMerchantSql(merchantId, async (client) => {
    const order = await readOrder(client, path.orderId);
    if (!order) throw new Problem('not-found', 'There is no such order.');
    const reasonCode = whyNoRealPhone(order);
    if (reasonCode) throw new Problem('action-not-allowed', `No number can be fetched: ${reasonCode}.`, { reasonCode });
    const asked = {
      merchantId,
      orderId: order.id,
      actor: identity.name,
      reason: body?.reason ?? 'privacy_number_down',
    };
    return askRealPhone(client, { ...asked, max: PER_HOUR_MAX });
  });
  if (requestId === null)
    throw new Problem('too-many-requests', `More than ${PER_HOUR_MAX} numbers were asked for within an hour.`, {}, 600);
  await run(temporal, config.temporalTaskQueue, { merchantId, requestId }).catch((error: unknown) => {
    if (!(error instanceof Error && isGrpcServiceError(error.cause ?? error))) throw error;
    log.warn({ err: error, requestId }, 'real phone not fetched in time');
  });
  const request = await database.withMerchantSql(merchantId, (client) => readRealPhoneRequest(client, requestId));
  if (request?.state === 'found' || request?.state === 'none')
    return { status: 200, body: { id: requestId, state: request.state } };
  if (request?.platformCode)
    throw new Problem('command-refused', `The platform says: ${request.platformMessage ?? request.platformCode}`, {
      platformCode: request.platformCode,
      ...(request.platformMessage === null ? {} : { platformMessage: request.platformMessage }),
    });
  throw new Problem('unavailable', 'The platform did not answer in time.', {}, RETRY_AFTER_SECONDS);
};

function run(temporal: Client, taskQueue: string, ref: { merchantId: string; requestId: string }): Promise<unknown> {
  return temporal.withDeadline(Date.now() + PATIENCE_MS, () =>
    temporal.workflow.execute(REAL_PHONE_WORKFLOW, {
      taskQueue,
      workflowId: realPhoneWorkflowId(ref.requestId),
      args: [ref],
      // Nobody waits for a number that could not be fetched for so long.
      workflowExecutionTimeout: '2 minutes',
    }),
  );
}
