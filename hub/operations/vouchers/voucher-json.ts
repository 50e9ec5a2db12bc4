import type { components } from '../../../openapi/generated/schema.ts';
import type { TakenVoucherRow } from '../../../prisma/store/taken-vouchers.ts';
import type { VoucherTaking } from '../../../prisma/store/voucher-takings.ts';

type Schemas = components['schemas'];

export function takenVoucherJson(row: TakenVoucherRow): Schemas['TakenVoucher'] {
  const { orderId, orderNumber, undoState } = row;
  return {
    id: row.id,
    shopId: row.shopId,
    shopName: row.shopName,
    takingId: row.takingId,
    code: row.code,
    title: row.title,
    priceMinor: Number(row.priceMinor),
    paidMinor: Number(row.paidMinor),
    currency: 'CNY',
    takenBy: row.takenBy,
    takenAt: row.takenAt.toISOString(),
    platformOrderId: row.platformOrderId,
    order: orderId === null ? null : { id: orderId, number: Number(orderNumber) },
    undo: undoState && {
      state: undoState,
      by: row.undoActor ?? '',
      reason: (row.undoReason ?? 'other') as Schemas['UndoReason'],
      undoneAt: row.undoneAt?.toISOString() ?? null,
      platformCode: row.undoPlatformCode,
      platformMessage: row.undoPlatformMessage,
    },
  };
}

export function takingJson(taking: VoucherTaking, vouchers: readonly TakenVoucherRow[]): Schemas['VoucherTaking'] {
  return {
    ...taking,
    reasonCode: taking.reasonCode as Schemas['ReasonCode'] | null,
    askedAt: taking.askedAt.toISOString(),
    finishedAt: taking.finishedAt?.toISOString() ?? null,
    vouchers: vouchers.map(takenVoucherJson),
  };
}
