import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Today, TodayTurnover } from '../../api/types.ts';
import type { ChartColours } from '../../ui/use-chart-colours.ts';
import { busyHours } from '../../util/busy-hours.ts';
import { formatMoney } from '../../util/money.ts';
import { barsAndLine } from './chart-options.ts';
import { ChartPanel } from './ChartPanel.tsx';
import { useDayNames } from './today-words.ts';

/** Orders, or turnover of a currency, by hour: today as bars, the same day of last week as a line. */
export function HoursPanel({ today, turnover }: { today: Today; turnover: TodayTurnover | null }) {
  const { t } = useTranslation();
  const names = { now: t('today.name'), before: useDayNames(today).compared };
  const { from, to } = busyHours(today.hours);
  const all = turnover
    ? turnover.hours.map(({ hour, totalMinor, comparedTotalMinor }) => ({
        hour,
        now: totalMinor,
        before: comparedTotalMinor,
      }))
    : today.hours.map(({ hour, orders, comparedOrders }) => ({ hour, now: orders, before: comparedOrders }));
  const hours = all.filter(({ hour }) => hour >= from && hour <= to);
  const currency = turnover?.currency ?? null;
  const tell = useCallback(
    (value: number) => (currency === null ? String(value) : formatMoney(value, currency)),
    [currency],
  );
  const hourName = (hour: number) => t('dashboard.hour', { hour });
  // As text, so that the picture is drawn anew only when a number has changed.
  const drawn = JSON.stringify({ hours, names });
  const option = useCallback(
    (colours: ChartColours) => {
      const told = JSON.parse(drawn) as { hours: typeof hours; names: typeof names };
      return barsAndLine(told.hours, told.names, colours, tell);
    },
    [drawn, tell],
  );
  const sum = {
    now: all.reduce((sum, { now }) => sum + now, 0),
    before: all.reduce((sum, { before }) => sum + before, 0),
  };
  const title = turnover ? t('dashboard.turnoverByHour') : t('dashboard.byHour');
  return (
    <ChartPanel
      title={title}
      label={t('dashboard.chartSays', { title, now: tell(sum.now), compared: names.before, before: tell(sum.before) })}
      option={option}
      table={{
        head: [t('dashboard.time'), names.now, names.before],
        rows: hours.map(({ hour, now, before }) => ({ name: hourName(hour), values: [tell(now), tell(before)] })),
        sum: [tell(sum.now), tell(sum.before)],
      }}
    />
  );
}
