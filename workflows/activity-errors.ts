import { ApplicationFailure } from '@temporalio/common';
import { ConnectorError, connectorErrorKinds } from '../connectors/errors.ts';
import { unreachable } from '../domain/errors.ts';

/**
 * ConnectorError -> retryable or not, decided here and nowhere else. The failure carries only the kind and the platform's own words:
 * it is stored in the workflow's history, where no personal data may stand.
 */
export function toActivityError(error: unknown): Error {
  if (!(error instanceof ConnectorError)) return error instanceof Error ? error : new Error(String(error));
  const failure = (nonRetryable: boolean) =>
    ApplicationFailure.create({
      type: error.kind,
      message: error.message,
      nonRetryable,
      details: [error.platformCode ?? null, error.platformMessage ?? null],
      ...(error.retryAfterMs === undefined ? {} : { nextRetryDelay: error.retryAfterMs }),
    });
  switch (error.kind) {
    case 'rate-limited':
    case 'unavailable':
      return failure(false);
    case 'invalid-signature':
    case 'malformed':
    case 'unauthorized':
    case 'rejected':
    case 'outcome-unknown':
      return failure(true);
    default:
      return unreachable(error.kind);
  }
}

/** What is left of a connector's error once it has gone through a workflow. */
export interface FailureTold {
  kind: string | null;
  details: readonly unknown[];
}

/** The way back. Null for what was no connector's error. */
export function toConnectorError({ kind, details }: FailureTold, message: string): ConnectorError | null {
  const known = connectorErrorKinds.find((one) => one === kind);
  const [platformCode, platformMessage] = details.map((detail) => (typeof detail === 'string' ? detail : undefined));
  if (!known) return null;
  return new ConnectorError(known, message, {
    ...(platformCode === undefined ? {} : { platformCode }),
    ...(platformMessage === undefined ? {} : { platformMessage }),
  });
}
