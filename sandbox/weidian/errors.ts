/** Codes that clients in use name. */
const knownErrors = {
  systemError: 10_001,
  badToken: 10_013,
  deadRefreshToken: 10_023,
} as const;

/** No table of codes could be found. What has none is numbered by us, above 90000, so that nobody takes it for the platform's own. */
const ownErrors = {
  badCall: 90_001,
  unknownMethod: 90_002,
  badValue: 90_003,
  unknownOrder: 90_004,
  unknownItem: 90_005,
  unknownRefund: 90_006,
  wrongState: 90_007,
  tooOften: 90_008,
  badCredentials: 90_009,
  deadCode: 90_010,
  tooManyTokens: 90_011,
} as const;

export const weidianErrors = { ...knownErrors, ...ownErrors };

/** A refusal of a call; it is answered in `status` of the envelope, with HTTP 200. */
export class WeidianError extends Error {
  readonly code: number;

  constructor(kind: keyof typeof weidianErrors, message: string) {
    super(message);
    this.code = weidianErrors[kind];
  }
}
