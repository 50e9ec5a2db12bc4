import { isOneOf } from '../../domain/order-event.ts';
import { undoReasons, type UndoneNews } from '../../connectors/vouchers.ts';
import { readTakenVoucher, setUndo, type TakenVoucherRow } from '../../prisma/store/taken-vouchers.ts';
import {
  type Attempt,
  fateOf,
  isLastUnsent,
  storeVoucherMessage,
  tryAgain,
  type VoucherParts,
  type VoucherShop,
} from './voucher-shop.ts';

/** One try of a taking back. Whoever finds one that may have been sent asks first whether the voucher is still taken. @throws to be tried again */
export async function undoOnce(
  parts: VoucherParts,
  merchantId: string,
  voucherId: string,
  attempt: Attempt,
): Promise<void> {
  const sql = <T>(run: Parameters<typeof parts.database.withMerchantSql<T>>[1]) =>
    parts.database.withMerchantSql(merchantId, run);
  const voucher = await sql((client) => readTakenVoucher(client, voucherId));
  if (!voucher || (voucher.undoState !== 'asked' && voucher.undoState !== 'sent')) return;
  const shop = await parts.open(merchantId, voucher.shopId);
  if (voucher.undoState === 'sent' && !(await isStillTaken(shop, voucher, attempt)))
    return record(parts, shop, voucher);
  await sql((client) => setUndo(client, voucherId, 'sent'));
  const { vouchers, access } = shop;
  const answer = await vouchers.undo(access, voucher.code, attempt.signal).catch((error: unknown) => fateOf(error));
  if (!answer) return record(parts, shop, voucher);
  const { fate, error } = answer;
  if (fate === 'open') throw tryAgain(error);
  const { platformCode = null, platformMessage = null } = error;
  if (fate === 'no') {
    // Somebody took it back elsewhere: the shop has sold nothing, whoever pressed the button.
    if (error.kind === 'rejected' && !(await isStillTaken(shop, voucher, attempt))) return record(parts, shop, voucher);
    return void (await sql((client) => setUndo(client, voucherId, 'failed', { platformCode, platformMessage })));
  }
  const isOver = isLastUnsent(attempt, error) && voucher.undoState === 'asked';
  if (voucher.undoState === 'asked') await sql((client) => setUndo(client, voucherId, isOver ? 'failed' : 'asked'));
  if (!isOver) throw tryAgain(error);
}

/** By this very taking: one that was taken again later is another. */
async function isStillTaken(
  { vouchers, access }: VoucherShop,
  { code, takingId }: TakenVoucherRow,
  { signal }: Attempt,
): Promise<boolean> {
  const found = await vouchers.consumed(access, code, signal).catch((error: unknown) => fateOf(error));
  if (found === null) return false;
  if (!('fate' in found)) return found.requestId === null || found.requestId === takingId;
  if (found.fate === 'no') return true;
  throw tryAgain(found.error);
}

async function record(parts: VoucherParts, { shop }: VoucherShop, voucher: TakenVoucherRow): Promise<void> {
  const { id: voucherId, platformOrderId, takenAt, undoActor, undoReason } = voucher;
  // A clock that was set back must not make it older than the taking: an order is a fold by time.
  const at = new Date(Math.max(Date.now(), takenAt.getTime() + 1));
  const reason = undoReason !== null && isOneOf(undoReasons, undoReason) ? undoReason : 'other';
  const body: UndoneNews = { at: at.toISOString(), by: undoActor ?? 'system', reason };
  await parts.database.withMerchantSql(shop.merchantId, async (client) => {
    if (!(await setUndo(client, voucherId, 'done', { undoneAt: at }))) return;
    await storeVoucherMessage(client, parts, shop, { kind: 'undone', platformOrderId, voucherId, at, body });
  });
}
