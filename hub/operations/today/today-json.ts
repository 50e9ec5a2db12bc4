import type { components } from '../../../openapi/generated/schema.ts';
import type { HourRow, TodayRows } from '../../../prisma/store/today.ts';

type Today = components['schemas']['Today'];

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** @param withMoney whether the amounts are for whoever asks; without them there is no turnover at all. */
export function todayJson({ day, comparedDay, asOf, hours }: TodayRows, withMoney: boolean): Today {
  const today = hours.filter(({ which }) => which === 'today');
  const compared = hours.filter(({ which }) => which === 'compared');
  const platforms = distinct(hours, ({ platform }) => platform);
  const ofHour = (rows: HourRow[], hour: number) => rows.filter((row) => row.hour === hour);
  const ofPlatform = (rows: HourRow[], platform: string) => rows.filter((row) => row.platform === platform);
  return {
    day,
    comparedDay,
    asOf: asOf.toISOString(),
    orders: orders(today),
    comparedOrders: orders(compared),
    comparedOrdersByNow: ordersByNow(compared),
    hours: HOURS.map((hour) => ({
      hour,
      orders: orders(ofHour(today, hour)),
      comparedOrders: orders(ofHour(compared, hour)),
    })),
    platforms: platforms.map((platform) => ({
      platform,
      orders: orders(ofPlatform(today, platform)),
      comparedOrdersByNow: ordersByNow(ofPlatform(compared, platform)),
    })),
    turnover: withMoney ? turnovers(hours, platforms) : null,
  };
}

/** One for each currency, the one with the most orders first. */
function turnovers(hours: HourRow[], platforms: string[]): NonNullable<Today['turnover']> {
  return distinct(hours, ({ currency }) => currency).map((currency) => {
    const today = hours.filter((row) => row.currency === currency && row.which === 'today');
    const compared = hours.filter((row) => row.currency === currency && row.which === 'compared');
    return {
      currency,
      totalMinor: total(today),
      comparedTotalMinor: total(compared),
      comparedTotalMinorByNow: totalByNow(compared),
      hours: HOURS.map((hour) => ({
        hour,
        totalMinor: total(today.filter((row) => row.hour === hour)),
        comparedTotalMinor: total(compared.filter((row) => row.hour === hour)),
      })),
      platforms: platforms.map((platform) => ({
        platform,
        totalMinor: total(today.filter((row) => row.platform === platform)),
        comparedTotalMinorByNow: totalByNow(compared.filter((row) => row.platform === platform)),
      })),
    };
  });
}

/** What occurs in the rows, the most orders first. */
function distinct(rows: HourRow[], of: (row: HourRow) => string): string[] {
  const counted = new Map<string, number>();
  for (const row of rows) counted.set(of(row), (counted.get(of(row)) ?? 0) + row.orders);
  return [...counted].sort(([a, x], [b, y]) => y - x || a.localeCompare(b)).map(([name]) => name);
}

function orders(rows: HourRow[]): number {
  return rows.reduce((sum, row) => sum + row.orders, 0);
}

function ordersByNow(rows: HourRow[]): number {
  return rows.reduce((sum, row) => sum + row.orders_by_now, 0);
}

/** Fen of a day stay far below what a JavaScript integer holds; the database sends them as text because a bigint may not. */
function total(rows: HourRow[]): number {
  return Number(rows.reduce((sum, row) => sum + BigInt(row.total_minor), 0n));
}

function totalByNow(rows: HourRow[]): number {
  return Number(rows.reduce((sum, row) => sum + BigInt(row.total_minor_by_now), 0n));
}
