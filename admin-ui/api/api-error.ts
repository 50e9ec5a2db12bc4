import type { Problem } from './types.ts';

/**
 * A call that did not end well. `problem` is what the hub said (RFC 9457); it is null when nothing usable came back,
 * which to a person means "no connection". `retryAfterMs` is set when the hub asked for patience.
 */
export class ApiError extends Error {
  readonly problem: Problem | null;
  readonly status: number;
  readonly retryAfterMs: number | null;

  constructor(status: number, problem: Problem | null, retryAfterMs: number | null = null) {
    super(problem?.title ?? `HTTP ${status}`);
    this.name = 'ApiError';
    this.status = status;
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The data of an openapi-fetch answer, or an ApiError thrown in its place. */
export async function unwrap<T>(call: Promise<Answer<T>>): Promise<T> {
  return (await unwrapWithHead(call)).data;
}

/** The data together with the response's head, for what stands only there, as an ETag does. */
export async function unwrapWithHead<T>(call: Promise<Answer<T>>): Promise<{ data: T; headers: Headers }> {
  const answer = await settled(call);
  if (answer.data !== undefined) return { data: answer.data, headers: answer.response.headers };
  throw toApiError(answer.response, answer.error);
}

/** Waits for a call that answers without data. */
export async function unwrapNothing(call: Promise<Answer<unknown>>): Promise<void> {
  const answer = await settled(call);
  if (!answer.response.ok) throw toApiError(answer.response, answer.error);
}

type Answer<T> = { data?: T; error?: unknown; response: Response };

async function settled<T>(call: Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ApiError) throw error;
    // fetch rejects with a TypeError when the hub cannot be reached; an abort is not a failure and stays itself.
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, null);
  }
}

export function toApiError(response: Response, body: unknown): ApiError {
  const retryAfterSeconds = Number(response.headers.get('Retry-After'));
  const retryAfterMs = retryAfterSeconds > 0 ? retryAfterSeconds * 1000 : null;
  return new ApiError(response.status, isProblem(body) ? body : null, retryAfterMs);
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'type' in body && 'title' in body;
}
