import { useQuery } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { unwrap } from './api-error.ts';
import { api } from './client.ts';
import type { PreparedVoucher, TakenVoucher, UndoReason, VoucherTaking } from './types.ts';

const voucherKeys = { all: ['vouchers'] as const, since: (from: string) => ['vouchers', from] as const };

/** A taken voucher is an order a moment later, and what is open ends without a live change. */
const OPEN_POLL_MS = 1_500;
const FOLLOW_EVERY_MS = 1_000;
const SHOWN_MAX = 100;

/** The vouchers that were taken since a moment (ISO 8601), the newest first. */
export function useTakenVouchers(from: string) {
  return useQuery({
    queryKey: voucherKeys.since(from),
    queryFn: ({ signal }) => unwrap(api.GET('/vouchers', { params: { query: { from, limit: SHOWN_MAX } }, signal })),
    select: (answer) => answer.items,
    refetchInterval: ({ state }) => (state.data?.items.some(isOpen) ? OPEN_POLL_MS : false),
  });
}

function isOpen({ order, undo }: TakenVoucher): boolean {
  return order === null || undo?.state === 'asked' || undo?.state === 'sent';
}

export function prepareVoucher(shopId: string, code: string): Promise<PreparedVoucher> {
  return unwrap(api.POST('/vouchers/prepare', { body: { shopId, code } }));
}

/**
 * Takes vouchers and follows what is open to its end.
 * @param key the same for every try of one wish, so that nothing is taken twice
 */
export async function takeVouchers(
  queries: QueryClient,
  wish: { shopId: string; code: string; count: number },
  key: string,
  onOpen: () => void,
): Promise<VoucherTaking> {
  try {
    let taking = await unwrap(
      api.POST('/vouchers/consume', { params: { header: { 'Idempotency-Key': key } }, body: wish }),
    );
    while (taking.state === 'asked' || taking.state === 'sent') {
      onOpen();
      await new Promise((resolve) => window.setTimeout(resolve, FOLLOW_EVERY_MS));
      const params = { path: { takingId: taking.id } };
      // A look that fails says nothing about the taking, so the next one asks again.
      taking = await unwrap(api.GET('/voucher-takings/{takingId}', { params })).catch(() => taking);
    }
    return taking;
  } finally {
    // Also when nothing was heard: what was taken stands on the list.
    await queries.invalidateQueries({ queryKey: voucherKeys.all });
  }
}

/** The voucher itself is the record of it: asked twice, it is taken back once. */
export async function undoVoucher(queries: QueryClient, voucherId: string, reason: UndoReason): Promise<void> {
  const params = { path: { voucherId } };
  await unwrap(api.POST('/vouchers/{voucherId}/undo', { params, body: { reason } })).finally(() =>
    queries.invalidateQueries({ queryKey: voucherKeys.all }),
  );
}
