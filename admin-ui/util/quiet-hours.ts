/** Whether a time of day (`HH:MM`) lies between two, also over midnight. Equal ends mean no quiet hours. */
export function isQuiet(time: string, from: string | null | undefined, to: string | null | undefined): boolean {
  if (!from || !to || from === to) return false;
  return from < to ? time >= from && time < to : time >= from || time < to;
}
