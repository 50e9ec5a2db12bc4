import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ApiError } from '../../api/api-error.ts';
import { useSyncRun } from '../../api/sync-runs.ts';
import type { SyncRunDetail } from '../../api/types.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Moment } from '../../ui/Moment.tsx';
import { SidePanel } from '../../ui/SidePanel.tsx';
import { paths } from '../../util/path-builder.ts';
import { RunProgress } from './RunProgress.tsx';
import { useSideText } from './shop-words.ts';
import css from './sync-report.module.css';

const FOUND_SHOWN_MAX = 500;

/** What one comparison found: both sides next to each other, and whether it was set right. */
export function SyncReport({ runId, onClose }: { runId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const query = useSyncRun(runId);
  const run = query.data;
  const title = run ? `${t(`runKind.${run.kind}`)} · ${run.shopName}` : t('run.title');
  const isMissing = query.error instanceof ApiError && (query.error.status === 404 || query.error.status === 400);
  return (
    <SidePanel title={title} onClose={onClose}>
      {query.isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {query.isError && !run && isMissing && <p>{t('run.notFound')}</p>}
      {query.isError && !run && !isMissing && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {run && <Report run={run} />}
    </SidePanel>
  );
}

function Report({ run }: { run: SyncRunDetail }) {
  const { t } = useTranslation();
  return (
    <div className={css['report']}>
      <RunProgress run={run} />
      {run.found.length === 0 && run.state === 'done' && <p className={css['soft']}>{t('run.allEqual')}</p>}
      {run.found.length > 0 && (
        <ul className={css['found']} aria-label={t('run.foundLabel')}>
          {run.found.map((found) => (
            <Difference key={found.platformOrderId} found={found} />
          ))}
        </ul>
      )}
      {run.differences > run.found.length && run.found.length >= FOUND_SHOWN_MAX && (
        <p className={css['soft']}>{t('run.shownMax', { max: FOUND_SHOWN_MAX })}</p>
      )}
    </div>
  );
}

function Difference({ found }: { found: SyncRunDetail['found'][number] }) {
  const { t } = useTranslation();
  const side = useSideText();
  return (
    <li>
      <div className={css['head']}>
        <strong>{t(`difference.${found.kind}`)}</strong>
        <span className={css['repaired']} data-repaired={found.repaired}>
          {t(found.repaired ? 'difference.repaired' : 'difference.notRepaired')}
        </span>
      </div>
      <Link className={`${css['link']} tabular`} to={paths.ordersFound(found.platformOrderId)}>
        {found.platformOrderId}
      </Link>
      <dl className={css['sides']}>
        <dt>{t('difference.hub')}</dt>
        <dd>{side(found.hubHas)}</dd>
        <dt>{t('difference.platform')}</dt>
        <dd>{side(found.platformHas)}</dd>
      </dl>
      <span className={css['soft']}>
        <Moment at={found.foundAt} />
      </span>
    </li>
  );
}
