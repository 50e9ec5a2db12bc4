import { stringify } from 'lossless-json';
import { MalformedError } from '../../domain/errors.ts';
import { yuanToFen } from '../../domain/money.ts';
import { parseBeijing } from '../beijing-time.ts';
import { ConnectorError } from '../errors.ts';
import type { PreparedVoucher, TakenVoucher, TakeVouchers } from '../vouchers.ts';
import { parseWire } from '../wire-format.ts';
import type { VoucherAccess } from './config.ts';
import { refusalOf } from './error-codes.ts';
import { callVouchers } from './gateway.ts';
import { amountsOf } from './map-order.ts';
import { consumedData, preparedData, takenData, takenRow } from './wire.ts';

const PREPARE = 'tuangou/receipt/prepare';
const CONSUME = 'tuangou/receipt/consume';
const UNDO = 'tuangou/receipt/reverseconsume';
const CONSUMED = 'tuangou/receipt/getconsumed';

export function prepare(access: VoucherAccess, code: string, signal: AbortSignal): Promise<PreparedVoucher> {
  return callVouchers(access, {
    path: PREPARE,
    params: about(access, code),
    acts: false,
    signal,
    read: (data) => {
      const told = parseWire(preparedData, data, PREPARE);
      return {
        code: told.receipt_code,
        title: told.deal_title,
        priceMinor: yuanToFen(told.deal_price),
        marketPriceMinor: told.deal_market_price === undefined ? null : yuanToFen(told.deal_market_price),
        usable: Number(told.count),
        endsAt: told.receipt_end_date === undefined ? null : parseBeijing(told.receipt_end_date),
        phone: told.mobile ?? null,
      };
    },
  });
}

/** `requestid` makes a repeat harmless, and yet a lost answer is an open question: it is looked up before anything is asked again. */
export function consume(access: VoucherAccess, asked: TakeVouchers, signal: AbortSignal): Promise<TakenVoucher[]> {
  const { code, count, requestId, cashier } = asked;
  return callVouchers(access, {
    path: CONSUME,
    params: {
      ...about(access, code),
      requestid: requestId,
      count: String(count),
      app_shop_account: cashier.account,
      app_shop_accountname: cashier.name,
    },
    acts: true,
    signal,
    read: (data) => {
      const rows = parseWire(takenData, data, CONSUME).map(takenFrom);
      if (rows.length !== count || new Set(rows.map((row) => row.code)).size !== count)
        throw new MalformedError(`${CONSUME}: ${rows.length} rows for ${count} vouchers`);
      return rows;
    },
  });
}

export async function undo(access: VoucherAccess, code: string, signal: AbortSignal): Promise<void> {
  const params = about(access, code);
  const read = (data: unknown) => void parseWire(takenRow, data, UNDO);
  await callVouchers(access, { path: UNDO, params, acts: true, signal, read });
}

export async function consumed(
  access: VoucherAccess,
  code: string,
  signal: AbortSignal,
): Promise<{ requestId: string | null; voucher: TakenVoucher } | null> {
  try {
    return await callVouchers(access, {
      path: CONSUMED,
      params: about(access, code),
      acts: false,
      signal,
      read: (data) => {
        const { requestid } = parseWire(consumedData, data, CONSUMED);
        return { requestId: requestid ?? null, voucher: takenFrom(data) };
      },
    });
  } catch (error) {
    if (error instanceof ConnectorError && refusalOf(error) === 'voucher_not_taken') return null;
    throw error;
  }
}

function takenFrom(row: unknown): TakenVoucher {
  const told = parseWire(takenRow, row, 'voucher');
  const { priceMinor, paidMinor } = amountsOf(told);
  return { code: told.receipt_code, title: told.deal_title, priceMinor, paidMinor, row: stringify(row) ?? 'null' };
}

function about({ platformShopId }: VoucherAccess, code: string): Record<string, string> {
  return { receipt_code: code, open_shop_uuid: platformShopId };
}
