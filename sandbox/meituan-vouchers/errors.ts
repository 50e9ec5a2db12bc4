/**
 * What the sandbox answers when something is wrong. The document says only that errors have `code` and `msg`: the
 * numbers are ours, here and nowhere else.
 */
export const voucherErrors = {
  missingParameter: 400,
  badSignature: 401,
  unknownApp: 402,
  sessionOver: 403,
  noInterface: 404,
  notYourShop: 405,
  malformedParameter: 406,
  grantOver: 410,
  tooOften: 429,
  systemError: 500,
  unknownVoucher: 1001,
  voucherUsed: 1002,
  voucherOver: 1003,
  tooFew: 1004,
  requestReused: 1005,
  notConsumed: 1006,
} as const;

/** A failure; it becomes `{code, msg}` with HTTP 200. */
export class VoucherError extends Error {
  readonly code: number;

  constructor(kind: keyof typeof voucherErrors, message: string) {
    super(message);
    this.code = voucherErrors[kind];
  }
}
