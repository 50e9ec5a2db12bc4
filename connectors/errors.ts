/** Everything that can go wrong between us and a platform. Two switches translate it: `activity-errors.ts` and `problem.ts`. */
export const connectorErrorKinds = [
  'invalid-signature',
  'malformed',
  'unauthorized',
  'rejected',
  'rate-limited',
  'unavailable',
  'outcome-unknown',
] as const;
export type ConnectorErrorKind = (typeof connectorErrorKinds)[number];

export interface ConnectorErrorDetails {
  /** The platform's own code and words, kept verbatim. */
  platformCode?: string;
  platformMessage?: string;
  /** How long the platform wants us to wait. */
  retryAfterMs?: number;
  /** When the platform says that it sent what is refused here because of that very time. */
  sentAt?: Date;
  /** True when nothing behind the platform's front door spoke: no answer at all, or a 5xx. Enough of them in a row stop the calls. */
  silent?: boolean;
  cause?: unknown;
}

export class ConnectorError extends Error {
  override name = 'ConnectorError';
  readonly platformCode: string | undefined;
  readonly platformMessage: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly sentAt: Date | undefined;
  readonly silent: boolean;

  constructor(
    readonly kind: ConnectorErrorKind,
    message: string,
    details: ConnectorErrorDetails = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.platformCode = details.platformCode;
    this.platformMessage = details.platformMessage;
    this.retryAfterMs = details.retryAfterMs;
    this.sentAt = details.sentAt;
    this.silent = details.silent ?? false;
  }
}
