import { Problem } from '../../problem.ts';

/** One answer for unknown, used and over, so that nothing can be learned by trying. */
export function noSuchLink(): Problem {
  return new Problem('not-found', 'This link is over or was used. Ask for a new one.');
}
