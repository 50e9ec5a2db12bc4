import { askUndo, readTakenVoucher } from '../../../prisma/store/taken-vouchers.ts';
import { UNDO_VOUCHER_WORKFLOW, undoWorkflowId } from '../../../workflows/voucher/voucher.messages.ts';
import type { Operation } from '../../operation.ts';
import { Problem } from '../../problem.ts';
import { runVoucherWorkflow } from './run-voucher-workflow.ts';
import { takenVoucherJson } from './voucher-json.ts';
import { voucherRefused, voucherShop } from './voucher-shop.ts';

export const undoVoucher: Operation<'undoVoucher'> = async ({ path, body }, identity, context) => {
  const { voucherId } = path;
  const merchantId = identity.merchant.id;
  const { withMerchantSql } = context.database;
  const read = () => withMerchantSql(merchantId, (client) => readTakenVoucher(client, voucherId));
  const voucher = await read();
  if (!voucher) throw new Problem('not-found', 'There is no such voucher.');
  if (voucher.undoState === 'done') return { status: 200, body: takenVoucherJson(voucher) };
  await voucherShop(context, identity, voucher.shopId);
  await withMerchantSql(merchantId, (client) => askUndo(client, voucherId, identity.name, body?.reason ?? 'other'));
  await runVoucherWorkflow(context, UNDO_VOUCHER_WORKFLOW, undoWorkflowId(voucherId), { merchantId, voucherId });
  const now = (await read()) ?? voucher;
  if (now.undoState === 'failed') {
    const { undoPlatformCode: platformCode, undoPlatformMessage: platformMessage } = now;
    throw voucherRefused({
      reasonCode: platformCode === null ? 'platform_away' : null,
      platformCode,
      platformMessage,
    });
  }
  return { status: now.undoState === 'done' ? 200 : 202, body: takenVoucherJson(now) };
};
