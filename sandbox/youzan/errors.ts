/** The codes by which the gateway itself refuses a call; they come as `gw_err_resp`. */
const gatewayErrors = {
  badPath: 4001,
  bodyNotJson: 4004,
  unknownApi: 4005,
  badMethod: 4007,
  tooOften: 4101,
  noToken: 4201,
  tokenExpired: 4202,
  unknownToken: 4203,
  noPermission: 4204,
  badValue: 5001,
  badType: 5002,
} as const;

/** The codes of `/auth/token`. */
const tokenErrors = {
  badCredentials: 1000,
  grantOver: 1004,
  codeDead: 1005,
  unknownClientOrGrant: 1103,
  wrongAppType: 1105,
} as const;

/** The codes of the business behind the gateway. */
const businessErrors = {
  unknownTrade: 5000,
  stateMoved: 102_010_002,
  nothingRefundable: 102_010_011,
  balanceShort: 102_090_108,
  notShippable: 102_570_003,
  linesAlreadyShipped: 102_570_007,
  alreadyShipped: 102_570_019,
  nothingToShip: 102_570_020,
  staleRefundVersion: 103_010_039,
  refundOfOtherShop: 103_010_054,
  unknownRefund: 103_011_024,
  badWaybill: 105_000_003,
  unknownWaybillOrder: 105_000_016,
  stockManagedElsewhere: 123_003_023,
  unknownSku: 123_004_002,
  unknownItem: 123_005_001,
} as const;

export const youzanErrors = { ...gatewayErrors, ...tokenErrors, ...businessErrors };

const GATEWAY_CODES: readonly number[] = [...Object.values(gatewayErrors)];

/** A failure with one of the platform's codes; which envelope it comes in depends on who refuses and on the call. */
export class YouzanError extends Error {
  readonly code: number;

  constructor(kind: keyof typeof youzanErrors, message: string) {
    super(message);
    this.code = youzanErrors[kind];
  }
}

export function isGatewayCode(code: number): boolean {
  return GATEWAY_CODES.includes(code);
}
