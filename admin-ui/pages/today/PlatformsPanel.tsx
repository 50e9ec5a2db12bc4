import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Today } from '../../api/types.ts';
import { usePlatformName } from '../../ui/PlatformMark.tsx';
import type { ChartColours } from '../../ui/use-chart-colours.ts';
import { formatMoney } from '../../util/money.ts';
import { pairsOfBars } from './chart-options.ts';
import { ChartPanel } from './ChartPanel.tsx';
import { useDayNames } from './today-words.ts';

const ROW_PX = 48;
const FRAME_PX = 70;

/** Where the orders came from, against the same time of the same day of last week; the table also has the money. */
export function PlatformsPanel({ today }: { today: Today }) {
  const { t } = useTranslation();
  const platformName = usePlatformName();
  const names = { now: t('today.name'), before: t('dashboard.byNow', { compared: useDayNames(today).compared }) };
  const rows = today.platforms.map(({ platform, orders, comparedOrdersByNow }) => ({
    platform,
    name: platformName(platform),
    now: orders,
    before: comparedOrdersByNow,
  }));
  const drawn = JSON.stringify({ rows, names });
  const option = useCallback(
    (colours: ChartColours) => {
      const told = JSON.parse(drawn) as { rows: typeof rows; names: typeof names };
      return pairsOfBars(told.rows, told.names, colours, String);
    },
    [drawn],
  );
  const turnover = today.turnover ?? [];
  const moneyOf = (platform: string) =>
    turnover.map((one) =>
      formatMoney(one.platforms.find((other) => other.platform === platform)?.totalMinor ?? 0, one.currency),
    );
  const title = t('dashboard.byPlatform');
  return (
    <ChartPanel
      title={title}
      label={t('dashboard.platformsSay', {
        list: rows.map(({ name, now }) => `${name} ${now}`).join(t('list.separator')),
      })}
      heightPx={FRAME_PX + ROW_PX * rows.length}
      option={option}
      table={{
        head: [
          t('filter.platform'),
          names.now,
          names.before,
          ...turnover.map(({ currency }) => `${t('dashboard.turnover')} ${currency}`),
        ],
        rows: rows.map(({ platform, name, now, before }) => ({
          name,
          values: [String(now), String(before), ...moneyOf(platform)],
        })),
        sum: [
          String(today.orders),
          String(today.comparedOrdersByNow),
          ...turnover.map(({ totalMinor, currency }) => formatMoney(totalMinor, currency)),
        ],
      }}
    />
  );
}
