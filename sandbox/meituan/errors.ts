/** The error codes of Meituan's take-away platform that the sandbox can answer, by what they mean. */
export const meituanErrors = {
  systemError: 700,
  missingParameter: 701,
  unknownApp: 702,
  badSignature: 703,
  noRight: 704,
  malformedParameter: 705,
  noInterface: 708,
  tooOften: 711,
  tokenOver: 4001,
  unknownShop: 803,
  unknownDish: 805,
  unknownOrder: 806,
  stateChanged: 808,
  noMeituanDelivery: 1005,
  hasMeituanDelivery: 1006,
  riderNotCancellable: 1014,
  unknownSku: 1015,
  completedCannotCancel: 1022,
  notSelfDelivery: 1038,
} as const;

/** A business failure; it becomes `{"data":"ng","error":{code,msg}}` with HTTP 200. */
export class MeituanError extends Error {
  readonly code: number;

  constructor(kind: keyof typeof meituanErrors, message: string) {
    super(message);
    this.code = meituanErrors[kind];
  }
}
