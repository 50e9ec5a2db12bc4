import type { Response } from 'express';
import type { components } from '../openapi/generated/schema.ts';

export type ProblemBody = components['schemas']['Problem'];

/** Every kind of problem that the API answers with. The slug is the stable end of `type`. */
const problems = {
  'invalid-request': { status: 400, title: 'The request does not fit its description' },
  unauthenticated: { status: 401, title: 'No valid log-in or key' },
  'second-factor-needed': { status: 401, title: 'A code of the authenticator app is needed, too' },
  forbidden: { status: 403, title: 'Not allowed for this role' },
  'not-found': { status: 404, title: 'There is no such thing' },
  'method-not-allowed': { status: 405, title: 'This address does not know this method' },
  'action-not-allowed': { status: 409, title: 'The order does not permit this now' },
  'order-open': { status: 409, title: 'The order is not over' },
  'command-refused': { status: 409, title: 'The platform refused' },
  'view-conflict': { status: 409, title: 'There is a view of this name, or there are too many' },
  'not-fixed': { status: 409, title: 'What parked the message is still so' },
  'already-there': { status: 409, title: 'It is there already' },
  'shop-paused': { status: 409, title: 'The shop is paused' },
  'not-running': { status: 409, title: 'It has ended' },
  'endpoint-disabled': { status: 409, title: 'Nothing is sent to this endpoint' },
  'answer-lost': {
    status: 409,
    title: 'The first call with this idempotency key was carried out and its answer was lost',
  },
  'call-running': { status: 409, title: 'The first call with this idempotency key is still running' },
  'already-exists': { status: 409, title: 'There is one already' },
  'last-owner': { status: 409, title: 'The last owner stays' },
  'changed-meanwhile': { status: 412, title: 'Somebody else changed it' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'This content type or encoding is not understood' },
  'idempotency-key-reused': { status: 422, title: 'The idempotency key was used for another call' },
  'too-many-attempts': { status: 429, title: 'Too many attempts to log in' },
  'rate-limited': { status: 429, title: 'The key has made its calls of this minute' },
  'too-many-requests': { status: 429, title: 'Asked for too often' },
  'internal-error': { status: 500, title: 'Something broke on our side' },
  unavailable: { status: 503, title: 'Try again soon' },
} as const;
export type ProblemSlug = keyof typeof problems;

/** An answer by RFC 9457. Throw it anywhere below an operation. */
export class Problem extends Error {
  override name = 'Problem';
  constructor(
    readonly slug: ProblemSlug,
    detail: string,
    readonly extra: Partial<ProblemBody> = {},
    readonly retryAfterSeconds?: number,
  ) {
    super(detail);
  }

  get status(): number {
    return problems[this.slug].status;
  }
}

/** All kinds, for the page that explains them. */
export function describeProblems(): { slug: string; status: number; title: string }[] {
  return Object.entries(problems).map(([slug, { status, title }]) => ({ slug, status, title }));
}

/** Codes of PostgreSQL, of the network and of the typed database client that mean "away for now". */
const AWAY =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|57P0[123]|53[0-9]{3}|08[0-9A-Z]{3}|25006|40001|40P01|P1001|P1002|P1008|P1017|P2024|P2028|P2034)$/;

/** Whatever was thrown -> a problem. Unknown errors become `internal-error` and say nothing of their inside. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isValidatorError(error)) return fromValidator(error);
  if (isUnstorableText(error))
    return new Problem('invalid-request', 'A text holds a character that cannot be stored (NUL or half a character).');
  if (isAway(error)) return new Problem('unavailable', 'A part that this needs is away for now.', {}, 2);
  return new Problem('internal-error', 'The error was recorded. Try again, and tell us the request id if it stays.');
}

export function sendProblem(response: Response, problem: Problem, requestId: string, instance: string): void {
  const body: ProblemBody = {
    type: `/problems/${problem.slug}`,
    title: problems[problem.slug].title,
    status: problem.status,
    detail: problem.message,
    instance,
    requestId,
    ...problem.extra,
  };
  if (problem.retryAfterSeconds !== undefined) response.set('Retry-After', String(problem.retryAfterSeconds));
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(body));
}

/** PostgreSQL's refusals of NUL and of lone surrogates, in text and in JSON. */
const UNSTORABLE = new Set(['22021', '22P02', '22P05']);

function isUnstorableText(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && UNSTORABLE.has(error.code);
}

/** True for errors of a database or network that is away; the caller may try again. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return AWAY.test(code) || /Connection terminated|timeout exceeded when trying to connect/i.test(error.message);
}

interface ValidatorError extends Error {
  status: number;
  errors: { path?: string; message?: string }[];
}

/** Errors of express-openapi-validator and of express's own body parser. */
function isValidatorError(error: unknown): error is ValidatorError {
  return error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status < 500;
}

function fromValidator(error: ValidatorError): Problem {
  const slugs: Record<number, ProblemSlug> = {
    404: 'not-found',
    405: 'method-not-allowed',
    413: 'body-too-large',
    415: 'unsupported-media-type',
  };
  const errors = (Array.isArray(error.errors) ? error.errors : []).map(({ path, message }) => ({
    path: path ?? '',
    message: message ?? 'wrong',
  }));
  return new Problem(slugs[error.status] ?? 'invalid-request', error.message, errors.length > 0 ? { errors } : {});
}
