type HourFigure = { hour: number; orders: number; comparedOrders: number };

const HOURS_SHOWN_MIN = 8;
const HOURS = 24;

/** The hours worth a place in a chart: from the first to the last in which anything came, and never a bare handful of them. */
export function busyHours(hours: readonly HourFigure[]): { from: number; to: number } {
  const busy = hours.filter(({ orders, comparedOrders }) => orders + comparedOrders > 0).map(({ hour }) => hour);
  if (busy.length === 0) return { from: 8, to: 8 + HOURS_SHOWN_MIN };
  let from = Math.min(...busy);
  let to = Math.max(...busy);
  while (to - from + 1 < HOURS_SHOWN_MIN) {
    if (from > 0) from -= 1;
    if (to < HOURS - 1 && to - from + 1 < HOURS_SHOWN_MIN) to += 1;
  }
  return { from, to };
}

/** How much more or less than before, as a whole per cent; null when there was nothing before. */
export function changePercent(now: number, before: number): number | null {
  return before === 0 ? null : Math.round(((now - before) / before) * 100);
}
