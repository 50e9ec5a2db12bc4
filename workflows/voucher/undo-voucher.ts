import type { ConnectorError } from '../../connectors/errors.ts';
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

/**
 * One try of a taking back. It asks first whether the voucher is still taken by this taking: it may have been given back elsewhere and
 * taken again since, or an earlier try has done it. @throws to be tried again
 */
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
  // What was surely not sent is given up while somebody waits; what an earlier try sent is pursued.
  const notNow = async (error: ConnectorError) => {
    const isOver = isLastUnsent(attempt, error) && voucher.undoState === 'asked';
    if (voucher.undoState === 'asked') await sql((client) => setUndo(client, voucherId, isOver ? 'failed' : 'asked'));
    if (!isOver) throw tryAgain(error);
  };
  const standing = await standingOf(shop, voucher, attempt);
  if (standing === 'gone') return record(parts, shop, voucher);
  if (standing !== 'taken') return notNow(standing);
  await sql((client) => setUndo(client, voucherId, 'sent'));
  const { vouchers, access } = shop;
  const answer = await vouchers.undo(access, voucher.code, attempt.signal).catch((error: unknown) => fateOf(error));
  if (!answer) return record(parts, shop, voucher);
  const { fate, error } = answer;
  if (fate === 'open') throw tryAgain(error);
  const { platformCode = null, platformMessage = null } = error;
  if (fate === 'no') {
    // Somebody took it back elsewhere: the shop has sold nothing, whoever pressed the button.
    const after = error.kind === 'rejected' ? await standingOf(shop, voucher, attempt) : 'taken';
    if (after === 'gone') return record(parts, shop, voucher);
    if (after !== 'taken') throw tryAgain(after);
    return void (await sql((client) => setUndo(client, voucherId, 'failed', { platformCode, platformMessage })));
  }
  return notNow(error);
}

/** Whether it is taken by this very taking (one that was taken again later is another), or why the platform does not tell. */
async function standingOf(
  { vouchers, access }: VoucherShop,
  { code, takingId }: TakenVoucherRow,
  { signal }: Attempt,
): Promise<'taken' | 'gone' | ConnectorError> {
  const found = await vouchers.consumed(access, code, signal).catch((error: unknown) => fateOf(error));
  if (found === null) return 'gone';
  if (!('fate' in found)) return found.requestId === null || found.requestId === takingId ? 'taken' : 'gone';
  // A platform that refuses to look says nothing about the voucher.
  return found.fate === 'no' ? 'taken' : found.error;
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
