import { hash } from 'node:crypto';
import { Problem } from './problem.ts';

/** The version that the caller has read, from an ETag of ours; null takes any. @throws Problem `invalid-request`. */
export function readIfMatch(ifMatch: string | undefined): number | null {
  if (ifMatch === undefined || ifMatch === '*') return null;
  const version = /^"(\d{1,9})"$/.exec(ifMatch)?.[1];
  if (version === undefined) throw new Problem('invalid-request', '`If-Match` is not an ETag of this.');
  return Number(version);
}

/** The tag of something that keeps no version: over what a change could change. It stands in the body, because lists have no header for each. */
export function tagOf(...changeable: unknown[]): string {
  return `"${hash('sha256', JSON.stringify(changeable), 'base64url').slice(0, 22)}"`;
}

/** @throws Problem `changed-meanwhile` when it is not what the caller has read any more. */
export function mustStillBe(ifMatch: string | undefined, etag: string): void {
  if (ifMatch === undefined || ifMatch === '*' || ifMatch === etag) return;
  throw new Problem('changed-meanwhile', 'Somebody else changed this meanwhile; read it again.');
}
