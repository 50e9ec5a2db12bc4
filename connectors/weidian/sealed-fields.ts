import { parse, stringify } from 'lossless-json';
import { ConnectorError } from '../errors.ts';
import { readResult } from './answers.ts';
import type { WeidianAccess } from './config.ts';
import { send } from './gateway.ts';
import { looksSealed, openSealed } from './signing.ts';
import { isRecord, secretResult } from './wire.ts';

/** The key may be kept for ten minutes (protocol notes 2.1). */
const KEY_LIFE_MS = 10 * 60_000;
const KEYS_MAX = 1_000;
const keys = new Map<string, { aesKey: string; until: number }>();

/** **?** Which fields come sealed was not seen: every text of the buyer that looks like it. */
const SEALED_IN = 'buyer_info';

/**
 * The answer of `vdian.order.get` with the buyer's fields in plain text, every digit of the rest as it was written. An answer without sealed
 * fields comes back as it is, and no key is asked for. A text that the key does not open is kept.
 * @throws ConnectorError where the key could not be asked for and may be had later.
 */
export async function withPlainBuyer(access: WeidianAccess, text: string, signal: AbortSignal): Promise<string> {
  const answer = parse(text);
  const result = isRecord(answer) ? answer.result : undefined;
  const buyer = isRecord(result) ? result[SEALED_IN] : undefined;
  if (!isRecord(buyer) || !Object.values(buyer).some(isSealed)) return text;
  const fields = (await opened(access, buyer, false, signal)) ?? (await opened(access, buyer, true, signal));
  if (!fields || !isRecord(answer) || !isRecord(result)) return text;
  return stringify({ ...answer, result: { ...result, [SEALED_IN]: fields } }) ?? text;
}

/** @returns null when the key opens none of them: it is another one by now, or they are no sealed texts. */
async function opened(
  access: WeidianAccess,
  buyer: Readonly<Record<string, unknown>>,
  anew: boolean,
  signal: AbortSignal,
): Promise<Record<string, unknown> | null> {
  const aesKey = await keyOf(access, anew, signal);
  if (aesKey === null) return null;
  const plain: Record<string, unknown> = { ...buyer };
  let openedOne = false;
  for (const [name, value] of Object.entries(buyer)) {
    const text = isSealed(value) ? openSealed(value, aesKey) : null;
    if (text === null) continue;
    plain[name] = text;
    openedOne = true;
  }
  return openedOne ? plain : null;
}

/** @returns null for an app that may not have it: the order is worth more than its buyer's name. */
async function keyOf(access: WeidianAccess, anew: boolean, signal: AbortSignal): Promise<string | null> {
  const { appkey, secret, baseUrl } = access.config;
  const holder = JSON.stringify([baseUrl, appkey]);
  const known = keys.get(holder);
  if (known && !anew && known.until > Date.now()) return known.aesKey;
  const param = { app_key: appkey, secret };
  const call = { method: 'open.secret.list', version: '1.0', param, acts: false, signal };
  try {
    const [first] = readResult(secretResult, await send(access, call, null), call.method);
    if (!first) return null;
    if (keys.size >= KEYS_MAX) keys.clear();
    keys.set(holder, { aesKey: first.aesKey, until: Date.now() + KEY_LIFE_MS });
    return first.aesKey;
  } catch (error) {
    if (error instanceof ConnectorError && ['rejected', 'unauthorized'].includes(error.kind)) return null;
    throw error;
  }
}

function isSealed(value: unknown): value is string {
  return typeof value === 'string' && looksSealed(value);
}
