import { ApplicationFailure } from '@temporalio/common';
import { ConnectorError } from '../connectors/errors.ts';
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
