import { setTimeout as wait } from 'node:timers/promises';
import { parseWire, readJson } from '../wire-format.ts';
import { getOrderDetail } from './client.ts';
import type { MeituanAccess } from './config.ts';
import { answer, completeness } from './wire.ts';

/** How long after a detail with missing parts the next one is asked for. The longest keeps a clerk waiting no more than noticeably. */
const WAITS_MS = [300, 1_000] as const;

/**
 * `order/getOrderDetail`, asked for again while parts behind it are missing (`incmp_code` -1, A5). What is still not whole then is
 * given as it is: its sum decides whether it can be used, and whoever translates it asks for the order again.
 */
export function getWholeDetail(access: MeituanAccess, orderId: string, signal: AbortSignal): Promise<string> {
  return untilWhole(() => getOrderDetail(access, orderId, signal), isWhole, signal);
}

export async function untilWhole(
  ask: () => Promise<string>,
  isWholeAnswer: (detail: string) => boolean,
  signal: AbortSignal,
): Promise<string> {
  let detail = await ask();
  for (const pauseMs of WAITS_MS) {
    if (isWholeAnswer(detail)) return detail;
    // Given up meanwhile: the call below says so in the words of a connector.
    await wait(pauseMs, undefined, { signal }).catch(() => undefined);
    detail = await ask();
  }
  return detail;
}

function isWhole(text: string): boolean {
  const { data } = parseWire(answer, readJson(text), 'getOrderDetail');
  const fields = completeness.safeParse(Array.isArray(data) ? data[0] : data);
  return !fields.success || fields.data.incmp_code !== '-1';
}
