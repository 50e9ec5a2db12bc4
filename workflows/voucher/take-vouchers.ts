import { v7 as uuidv7 } from 'uuid';
import type { TakenNews, TakenVoucher } from '../../connectors/vouchers.ts';
import { insertTakenVoucher } from '../../prisma/store/taken-vouchers.ts';
import { readTaking, setTaking, type VoucherTaking } from '../../prisma/store/voucher-takings.ts';
import {
  type Attempt,
  fateOf,
  isLastUnsent,
  storeVoucherMessage,
  tryAgain,
  type VoucherParts,
  type VoucherShop,
} from './voucher-shop.ts';

/** A voucher that is not taken this long after it was asked for is not taken any more: its customer may have gone. */
const GIVE_UP_MS = 30_000;
/** Of a voucher's id, so that a voucher which is taken again is another order. */
const MARK_CHARS = 8;

/**
 * One try. Whoever finds a command that may have been sent asks the platform first. It is sent again under the same number, which takes
 * nothing twice, and only while the customer still stands there. @throws to be tried again while the outcome is open
 */
export async function takeOnce(
  parts: VoucherParts,
  merchantId: string,
  takingId: string,
  attempt: Attempt,
): Promise<void> {
  const sql = <T>(run: Parameters<typeof parts.database.withMerchantSql<T>>[1]) =>
    parts.database.withMerchantSql(merchantId, run);
  const taking = await sql((client) => readTaking(client, takingId));
  if (!taking || taking.state === 'done' || taking.state === 'failed') return;
  const shop = await parts.open(merchantId, taking.shopId);
  if (taking.state === 'sent') {
    const isLate = Date.now() - taking.askedAt.getTime() > GIVE_UP_MS;
    const found = await lookUp(shop, taking, attempt, isLate);
    if (found === 'somebody-else')
      return void (await sql((client) => setTaking(client, takingId, 'failed', { reasonCode: 'voucher_used' })));
    if (found === 'nobody' && isLate)
      return void (await sql((client) => setTaking(client, takingId, 'failed', { reasonCode: 'voucher_not_taken' })));
    if (typeof found === 'object') return record(parts, shop, taking, [found]);
  }
  await sql((client) => setTaking(client, takingId, 'sent'));
  const answer = await take(shop, taking, attempt).catch((error: unknown) => fateOf(error));
  if (!('fate' in answer)) return record(parts, shop, taking, answer);
  const { fate, error } = answer;
  if (fate === 'open') throw tryAgain(error);
  const { platformCode = null, platformMessage = null } = error;
  if (fate === 'no') {
    const reasonCode = shop.vouchers.refusalOf(error);
    const why = { reasonCode, platformCode, platformMessage };
    return void (await sql((client) => setTaking(client, takingId, 'failed', why)));
  }
  // What an earlier try sent may have been taken, although this one was not even sent.
  const isOver = isLastUnsent(attempt, error) && taking.state === 'asked';
  if (taking.state === 'asked')
    await sql((client) => setTaking(client, takingId, isOver ? 'failed' : 'asked', { reasonCode: 'platform_away' }));
  if (!isOver) throw tryAgain(error);
}

function take(shop: VoucherShop, { id, code, count, actor }: VoucherTaking, { signal }: Attempt) {
  const cashier = { account: actor, name: actor };
  return shop.vouchers.consume(shop.access, { code, count, requestId: id, cashier }, signal);
}

/** `unclear`: taken, and only the same request again tells by whom or which others with it. */
async function lookUp(
  { vouchers, access }: VoucherShop,
  { id, code, count }: VoucherTaking,
  { signal }: Attempt,
  isLate: boolean,
): Promise<TakenVoucher | 'nobody' | 'somebody-else' | 'unclear'> {
  const found = await vouchers.consumed(access, code, signal).catch((error: unknown) => fateOf(error));
  if (found === null) return 'nobody';
  if ('fate' in found) {
    // A platform that refuses to look says nothing about the taking; the same request again takes nothing twice, but it may take late.
    if (found.fate === 'no' && found.error.kind === 'rejected' && !isLate) return 'unclear';
    throw tryAgain(found.error);
  }
  if (found.requestId !== null && found.requestId !== id) return 'somebody-else';
  return found.requestId === id && count === 1 ? found.voucher : 'unclear';
}

/** Vouchers, their messages and the end of the command in one transaction: whoever dies before it asks again, after it all is there. */
async function record(
  parts: VoucherParts,
  { shop }: VoucherShop,
  { id: takingId, shopId, actor }: VoucherTaking,
  vouchers: readonly TakenVoucher[],
): Promise<void> {
  const { merchantId } = shop;
  const at = new Date();
  await parts.database.withMerchantSql(merchantId, async (client) => {
    if (!(await setTaking(client, takingId, 'done'))) return;
    for (const { code, title, priceMinor, paidMinor, row } of vouchers) {
      const id = uuidv7();
      const platformOrderId = `${code}-${id.slice(-MARK_CHARS)}`;
      const taken = {
        id,
        merchantId,
        shopId,
        takingId,
        code,
        title,
        priceMinor,
        paidMinor,
        platformOrderId,
        takenAt: at,
      };
      await insertTakenVoucher(client, taken);
      const body: TakenNews = { at: at.toISOString(), by: actor, code, row };
      await storeVoucherMessage(client, parts, shop, { kind: 'taken', platformOrderId, voucherId: id, at, body });
    }
  });
}
