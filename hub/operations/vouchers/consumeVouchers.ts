import { vouchersOfTaking } from '../../../prisma/store/taken-vouchers.ts';
import { askTaking, readTaking } from '../../../prisma/store/voucher-takings.ts';
import { TAKE_VOUCHERS_WORKFLOW, takingWorkflowId } from '../../../workflows/voucher/voucher.messages.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { runVoucherWorkflow } from './run-voucher-workflow.ts';
import { takingJson } from './voucher-json.ts';
import { voucherRefused, voucherShop } from './voucher-shop.ts';

/**
 * Records the wish before anything is sent; its id is the platform's key against taking twice. A repeat of the same call finds it and joins
 * what is under way, also across a crash.
 */
export const consumeVouchers: Operation<'consumeVouchers'> = async ({ body, http }, identity, context) => {
  if (!body) throw new Problem('invalid-request', 'There is no voucher.');
  const { shopId, code, count } = body;
  await voucherShop(context, identity, shopId);
  const merchantId = identity.merchant.id;
  const { withMerchantSql } = context.database;
  const idempotencyKey = http.get('idempotency-key') ?? null;
  const asked = await withMerchantSql(merchantId, (client) =>
    askTaking(client, { merchantId, shopId, code, count, actor: identity.name, idempotencyKey }),
  );
  if (asked === 'reused')
    throw new Problem('idempotency-key-reused', 'This Idempotency-Key was used for another call.');
  const { id: takingId, state } = asked;
  if (state === 'asked' || state === 'sent')
    await runVoucherWorkflow(context, TAKE_VOUCHERS_WORKFLOW, takingWorkflowId(takingId), { merchantId, takingId });
  const { taking, vouchers } = await withMerchantSql(merchantId, async (client) => ({
    taking: (await readTaking(client, takingId)) ?? asked,
    vouchers: await vouchersOfTaking(client, takingId),
  }));
  if (taking.state === 'failed') throw voucherRefused(taking);
  const answer = takingJson(taking, vouchers);
  if (taking.state === 'done') return { status: 201, body: answer };
  return { status: 202, body: answer, headers: { Location: `/api/v1/voucher-takings/${takingId}` } };
};
