import { Button, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useSyncRuns } from '../../api/sync-runs.ts';
import type { SyncRun } from '../../api/types.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Moment } from '../../ui/Moment.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { SyncReport } from './SyncReport.tsx';
import { useDaysText } from './run-words.ts';
import css from './sync-runs.module.css';

/** The newest comparisons of a shop with its platform, or of all shops; each opens with what it found. */
export function SyncRuns({ shopId }: { shopId: string | null }) {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const query = useSyncRuns(shopId);
  const runs = query.data ?? [];
  const openId = params.get('run');
  const open = (runId: string | null) => setParams(runId ? { run: runId } : {}, { replace: true });
  return (
    <Panel title={t('run.title')} aside={<span>{t('run.hint')}</span>}>
      {query.isPending && <Skeleton active paragraph={{ rows: 3 }} />}
      {query.isError && runs.length === 0 && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && runs.length === 0 && <p className={css['none']}>{t('run.none')}</p>}
      {runs.length > 0 && (
        <ul className={css['runs']} aria-label={t('run.title')}>
          {runs.map((run) => (
            <RunItem key={run.id} run={run} withShop={shopId === null} onOpen={() => open(run.id)} />
          ))}
        </ul>
      )}
      {openId && <SyncReport runId={openId} onClose={() => open(null)} />}
    </Panel>
  );
}

function RunItem({ run, withShop, onOpen }: { run: SyncRun; withShop: boolean; onOpen: () => void }) {
  const { t } = useTranslation();
  const days = useDaysText();
  return (
    <li className={css['run']} data-run-id={run.id} data-shop={withShop}>
      <span className={css['kind']}>
        <strong>{t(`runKind.${run.kind}`)}</strong> <span className={css['soft']}>{days(run)}</span>
      </span>
      {withShop && <span className={css['shop']}>{run.shopName}</span>}
      <span className={css['state']} data-state={run.state}>
        {t(`runState.${run.state}`)}
        {run.state === 'running' && (
          <span className="tabular"> {t('run.days', { done: run.daysDone, days: run.days })}</span>
        )}
      </span>
      <span className="tabular">{t('run.checked', { count: run.checked })}</span>
      <span className={`${css['differences']} tabular`} data-some={run.differences > 0}>
        {t('run.differences', { count: run.differences })}
      </span>
      <span className={css['soft']}>
        <Moment at={run.startedAt} />
      </span>
      <Button size="small" onClick={onOpen}>
        {t('run.open')}
      </Button>
    </li>
  );
}
