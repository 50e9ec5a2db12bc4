import type { SqlClient } from './database.ts';

/** What an hour of a platform has brought, in one currency. Of the compared day, also what had come by this time of it. */
export interface HourRow {
  which: 'today' | 'compared';
  /** 0 to 23, in the merchant's zone. */
  hour: number;
  platform: string;
  currency: string;
  orders: number;
  total_minor: string;
  orders_by_now: number;
  total_minor_by_now: string;
}

export interface TodayRows {
  /** `2026-11-25`, in the merchant's zone. */
  day: string;
  comparedDay: string;
  asOf: Date;
  hours: HourRow[];
}

/**
 * Today and the same day of last week by hour, platform and currency: orders placed then that are paid and not cancelled, as the figure of
 * the day counts them. It reads these two days out of the index by time and no other row, and row-level security shows whoever is limited
 * to some shops the orders of those.
 */
export async function readToday(client: SqlClient): Promise<TodayRows> {
  const { rows } = await client.query<{ day: string; compared_day: string; as_of: Date; hours: HourRow[] }>({
    name: 'read-today',
    text: `WITH zone AS (
             SELECT time_zone, date_trunc('day', now() AT TIME ZONE time_zone) AS today FROM merchants WHERE id = current_merchant()),
           days AS (
             SELECT d.which, d.day, z.time_zone, now() - d.back AS by_now
             FROM zone z, LATERAL (VALUES ('today', z.today, interval '0'), ('compared', z.today - interval '7 days', interval '7 days'))
                                  AS d(which, day, back)),
           hours AS (
             SELECT d.which, extract(hour FROM o.placed_at AT TIME ZONE d.time_zone)::int AS hour, o.platform, o.currency,
                    count(*)::int AS orders, sum(o.total_minor)::text AS total_minor,
                    (count(*) FILTER (WHERE o.placed_at <= d.by_now))::int AS orders_by_now,
                    coalesce(sum(o.total_minor) FILTER (WHERE o.placed_at <= d.by_now), 0)::text AS total_minor_by_now
             FROM days d JOIN orders o ON o.merchant_id = current_merchant()
               AND o.placed_at >= d.day AT TIME ZONE d.time_zone
               AND o.placed_at < (d.day + interval '1 day') AT TIME ZONE d.time_zone
             WHERE o.state IN ('paid', 'accepted', 'completed')
             GROUP BY 1, 2, 3, 4)
           SELECT z.today::date::text AS day, (z.today - interval '7 days')::date::text AS compared_day, now() AS as_of,
                  (SELECT coalesce(jsonb_agg(h), '[]') FROM hours h) AS hours
           FROM zone z`,
  });
  const row = rows[0];
  if (!row) throw new Error('the merchant of this transaction is gone');
  return { day: row.day, comparedDay: row.compared_day, asOf: row.as_of, hours: row.hours };
}
