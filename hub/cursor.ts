import { Problem } from './problem.ts';

/** The last row of a page, as text that callers give back unread. `list` keeps a cursor of one list from another. */
export function writeCursor(list: string, at: Date, id: string): string {
  return Buffer.from(JSON.stringify([list, at.toISOString(), id])).toString('base64url');
}

/** @throws Problem `invalid-request` for anything that `writeCursor` did not make for this list. */
export function readCursor(list: string, cursor: string): { at: Date; id: string } {
  try {
    const [ofList, at, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as [string, string, string];
    const date = new Date(at);
    if (ofList === list && !Number.isNaN(date.getTime()) && /^[0-9a-f-]{36}$/.test(id)) return { at: date, id };
  } catch {
    // Falls through to the same answer as a cursor of another list.
  }
  throw new Problem('invalid-request', '`cursor` is not a `nextCursor` of this list.');
}
