import { ConnectorError, type ConnectorErrorKind } from '../errors.ts';
import type { VoucherRefusal } from '../vouchers.ts';

/** What was asked, for the words of an error. */
export interface Asked {
  name: string;
  /** True when a repeat could take a second time. */
  acts: boolean;
}

interface Meaning {
  kind: ConnectorErrorKind | 'later';
  refusal?: VoucherRefusal;
}

/**
 * **?** The documents say only that a failure has `code` and `msg`: no number here is from the platform. This table and the words below are the
 * place to correct once a real one is seen (MAPPING.md, Errors). A code that is not listed is a refusal, kept verbatim with its words.
 */
const codes: Readonly<Record<string, Meaning>> = {
  '400': { kind: 'rejected' },
  '401': { kind: 'unauthorized' },
  '402': { kind: 'unauthorized' },
  '403': { kind: 'unauthorized' },
  '404': { kind: 'rejected' },
  '405': { kind: 'rejected', refusal: 'voucher_not_here' },
  '406': { kind: 'rejected' },
  '410': { kind: 'unauthorized' },
  '429': { kind: 'rate-limited' },
  '500': { kind: 'later' },
  '1001': { kind: 'rejected', refusal: 'voucher_unknown' },
  '1002': { kind: 'rejected', refusal: 'voucher_used' },
  '1003': { kind: 'rejected', refusal: 'voucher_over' },
  '1004': { kind: 'rejected', refusal: 'voucher_too_few' },
  '1005': { kind: 'rejected' },
  '1006': { kind: 'rejected', refusal: 'voucher_not_taken' },
};

/** Numbers may differ; what people read is plain. The first that fits is meant. */
const words: readonly [RegExp, VoucherRefusal][] = [
  [/未(?:被)?(?:使用|核销|消费|验证)/, 'voucher_not_taken'],
  [/已(?:被)?(?:使用|核销|消费|验证)/, 'voucher_used'],
  [/退款|过期|失效/, 'voucher_over'],
  [/(?:张数|数量).{0,6}(?:不足|不够|超)/, 'voucher_too_few'],
  [/不适用|其他门店/, 'voucher_not_here'],
  [/券.{0,6}(?:不存在|错误|无效)/, 'voucher_unknown'],
];

const SESSION_OVER = '403';

export function isSessionOver(error: unknown): boolean {
  return error instanceof ConnectorError && error.platformCode === SESSION_OVER;
}

export function failure({ name, acts }: Asked, code: string, message = ''): ConnectorError {
  const kind = meaningOf(code)?.kind ?? 'rejected';
  const said = { platformCode: code, platformMessage: message };
  const text = `${name}: ${code} ${message}`;
  if (kind === 'later') return new ConnectorError(acts ? 'outcome-unknown' : 'unavailable', text, said);
  return new ConnectorError(kind, text, said);
}

/** What a refusal says about the voucher. */
export function refusalOf({ kind, platformCode = '', platformMessage = '' }: ConnectorError): VoucherRefusal | null {
  if (kind !== 'rejected') return null;
  const listed = meaningOf(platformCode);
  if (listed) return listed.refusal ?? null;
  return words.find(([pattern]) => pattern.test(platformMessage))?.[1] ?? null;
}

function meaningOf(code: string): Meaning | undefined {
  return Object.hasOwn(codes, code) ? codes[code] : undefined;
}
