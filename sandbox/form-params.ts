import type { PlatformRequest } from './platform.ts';

/**
 * Query and form body together, each key once: some clients repeat the system parameters in the body. `twice` names a
 * key that came with two values, which no signature can cover.
 */
export function readParams(request: PlatformRequest): { params: Record<string, string>; twice?: string } {
  const isForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  const params: Record<string, string> = Object.create(null) as Record<string, string>;
  let twice: string | undefined;
  for (const text of [request.query, isForm ? request.body : '']) {
    for (const [name, value] of new URLSearchParams(text)) {
      if (name in params && params[name] !== value) twice = name;
      params[name] = value;
    }
  }
  return { params, ...(twice === undefined ? {} : { twice }) };
}
