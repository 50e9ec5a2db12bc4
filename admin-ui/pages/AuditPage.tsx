import { DownloadOutlined, FileSearchOutlined } from '@ant-design/icons';
import { Button, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { exportAudit, useAuditEntries } from '../api/audit.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { FailureNote } from '../ui/FailureNote.tsx';
import { PageHead } from '../ui/PageHead.tsx';
import { useAct } from '../ui/use-act.ts';
import { isNarrowed, readAuditFilter, writeAuditFilter } from '../util/audit-filter.ts';
import { AuditFilters } from './settings/audit/AuditFilters.tsx';
import { AuditItem } from './settings/audit/AuditItem.tsx';
import css from './settings/settings-list.module.css';

/** Who did what, when and from where. Nothing here can be changed or taken away. */
export function AuditPage() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const filter = readAuditFilter(params);
  const query = useAuditEntries(filter);
  const { running, problem, act } = useAct();
  const entries = query.data ?? [];
  return (
    <>
      <PageHead title={t('audit.title')} hint={t('audit.hint')}>
        <Button
          icon={<DownloadOutlined aria-hidden />}
          loading={running !== null}
          onClick={() => act('export', () => exportAudit(filter, t('audit.title')))}
        >
          {t('export.button')}
        </Button>
      </PageHead>
      {problem && <FailureNote text={problem} />}
      <AuditFilters filter={filter} onChange={(next) => setParams(writeAuditFilter(next))} />
      {query.isPending && (
        <div className={css['skeleton']} aria-busy>
          <Skeleton active paragraph={{ rows: 6 }} />
        </div>
      )}
      {query.isError && entries.length === 0 && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && entries.length === 0 && (
        <EmptyState icon={<FileSearchOutlined />} title={t('audit.none')} hint={t('audit.none_hint')}>
          {isNarrowed(filter) && <Button onClick={() => setParams(new URLSearchParams())}>{t('filter.clear')}</Button>}
        </EmptyState>
      )}
      {entries.length > 0 && (
        <ul className={css['list']} aria-label={t('audit.title')}>
          {entries.map((entry) => (
            <AuditItem key={entry.sequence} entry={entry} />
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <Button
          className={css['more'] ?? ''}
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('exceptions.more')}
        </Button>
      )}
    </>
  );
}
