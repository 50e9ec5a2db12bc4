import { Problem } from './problem.ts';

/** The version that the caller has read, from an ETag of ours; null takes any. @throws Problem `invalid-request`. */
export function readIfMatch(ifMatch: string | undefined): number | null {
  if (ifMatch === undefined || ifMatch === '*') return null;
  const version = /^"(\d{1,9})"$/.exec(ifMatch)?.[1];
  if (version === undefined) throw new Problem('invalid-request', '`If-Match` is not an ETag of this.');
  return Number(version);
}
