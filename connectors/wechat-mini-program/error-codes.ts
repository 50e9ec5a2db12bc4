import type { ErrorTable } from '../wechat/error-codes.ts';

/** Codes of shipping management (protocol notes 3); those that are not here are refusals. */
export const shippingCodes: ErrorTable = { '10060012': 'later', '10060019': 'later' };

/** Told already: a success where what was told is what we tell. */
export const ALREADY_TOLD: ReadonlySet<string> = new Set(['10060002', '10060023']);
