/** A refusal of the control port, or no control port at all, in one line fit for a person. */
export class SandboxUnavailable extends Error {}

const TIMEOUT_MS = 30_000;

/** Asks the control port; `path` begins with a slash. Throws SandboxUnavailable with the reason when it refuses. */
export async function askControl(controlUrl: string, method: string, path: string, body?: unknown): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(controlUrl.replace(/\/+$/, '') + path, {
      method,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  } catch {
    throw new SandboxUnavailable(`no sandbox answers at ${controlUrl}; is it running?`);
  }
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok) return answer;
  const reason = typeof answer === 'object' && answer !== null && 'error' in answer ? String(answer.error) : '';
  throw new SandboxUnavailable(reason || `the sandbox answered ${String(response.status)}`);
}
