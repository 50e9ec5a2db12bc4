import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { useToday } from '../api/today.ts';
import type { Today } from '../api/types.ts';
import { ErrorState } from '../ui/ErrorState.tsx';
import { Moment } from '../ui/Moment.tsx';
import { PageHead } from '../ui/PageHead.tsx';
import { Panel } from '../ui/Panel.tsx';
import { formatMoney } from '../util/money.ts';
import { Figure } from './today/Figure.tsx';
import { HoursPanel } from './today/HoursPanel.tsx';
import { PlatformsPanel } from './today/PlatformsPanel.tsx';
import { ShopsToLookAt } from './today/ShopsToLookAt.tsx';
import { useDayNames } from './today/today-words.ts';
import { WaitingLongest } from './today/WaitingLongest.tsx';
import css from './today-page.module.css';

/** The day at a glance: what needs somebody now, then what it has brought against the same day of last week. */
export function TodayPage() {
  const { t } = useTranslation();
  const query = useToday();
  return (
    <div className={css['page']}>
      <PageHead title={t('nav.today')} hint={query.data && <Hint today={query.data} />} />
      {query.isError && !query.data && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Skeleton active paragraph={{ rows: 3 }} />}
      {query.data && <Figures today={query.data} />}
      <div className={css['columns']}>
        <WaitingLongest />
        <ShopsToLookAt />
      </div>
      {query.data && <Charts today={query.data} />}
    </div>
  );
}

function Hint({ today }: { today: Today }) {
  const { t } = useTranslation();
  const { today: name, compared } = useDayNames(today);
  return (
    <>
      {t('dashboard.hint', { day: name, compared })} <Moment at={today.asOf} />
    </>
  );
}

function Figures({ today }: { today: Today }) {
  const { t } = useTranslation();
  const compared = useDayNames(today).compared;
  return (
    <ul className={css['figures']} aria-label={t('dashboard.figures')}>
      <Figure
        name={t('dashboard.orders')}
        value={t('today.orders', { count: today.orders })}
        now={today.orders}
        before={today.comparedOrdersByNow}
        compared={compared}
        whole={t('today.orders', { count: today.comparedOrders })}
      />
      {today.turnover?.map((one) => (
        <Figure
          key={one.currency}
          name={t('dashboard.turnover')}
          value={formatMoney(one.totalMinor, one.currency)}
          now={one.totalMinor}
          before={one.comparedTotalMinorByNow}
          compared={compared}
          whole={formatMoney(one.comparedTotalMinor, one.currency)}
        />
      ))}
    </ul>
  );
}

function Charts({ today }: { today: Today }) {
  const { t } = useTranslation();
  if (today.orders + today.comparedOrders === 0) {
    return (
      <Panel title={t('dashboard.byHour')}>
        <p className={css['none']}>{t('dashboard.none')}</p>
      </Panel>
    );
  }
  return (
    <>
      <div className={css['columns']}>
        <HoursPanel today={today} turnover={null} />
        {today.turnover?.map((one) => (
          <HoursPanel key={one.currency} today={today} turnover={one} />
        ))}
      </div>
      <div className={css['columns']}>
        <PlatformsPanel today={today} />
      </div>
    </>
  );
}
