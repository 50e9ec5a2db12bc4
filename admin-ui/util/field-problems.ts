import { ApiError } from '../api/api-error.ts';

const CREDENTIAL = '/body/credentials/';

/** The fields that the hub has named in its refusal; none for any other failure. */
export function problemsFromHub(error: unknown): Record<string, 'fieldWrong'> {
  if (!(error instanceof ApiError) || error.status !== 400) return {};
  const named = (error.problem?.errors ?? []).filter(({ path }) => path.startsWith(CREDENTIAL));
  return Object.fromEntries(named.map(({ path }) => [path.slice(CREDENTIAL.length), 'fieldWrong']));
}
