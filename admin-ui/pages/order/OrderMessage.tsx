import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { ApiError, unwrap } from '../../api/api-error.ts';
import { api } from '../../api/client.ts';
import { CopyText } from '../../ui/CopyText.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Moment } from '../../ui/Moment.tsx';
import { RawPayload } from '../../ui/RawPayload.tsx';
import { SidePanel } from '../../ui/SidePanel.tsx';
import css from './company.module.css';

type Props = { orderId: string; messageId: string; onClose: () => void };

/** The message that told of an event, as the platform sent it. For owners and administrators. */
export function OrderMessage({ orderId, messageId, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <SidePanel title={t('exceptions.rawTitle')} onClose={onClose}>
      <Body orderId={orderId} messageId={messageId} />
    </SidePanel>
  );
}

function Body({ orderId, messageId }: Pick<Props, 'orderId' | 'messageId'>) {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ['orders', 'message', orderId, messageId],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/orders/{orderId}/messages/{messageId}', { params: { path: { orderId, messageId } }, signal })),
    staleTime: Infinity,
  });
  if (query.isPending) return <Skeleton active paragraph={{ rows: 10 }} />;
  if (query.isError) {
    const status = query.error instanceof ApiError ? query.error.status : 500;
    if (status === 403) return <p>{t('exceptions.rawForbidden')}</p>;
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  const { id, kind, source, receivedAt, repeatCount, erasedAt, raw } = query.data;
  return (
    <div className={css['message']}>
      <p>
        <strong>{kind}</strong> · {t(`source.${source}`)} · <Moment at={receivedAt} />
        {repeatCount > 0 && ` · ${t('company.repeats', { count: repeatCount })}`}
      </p>
      {erasedAt ? <p>{t('forget.body')}</p> : <RawPayload raw={raw} />}
      <p>
        {t('exceptions.messageId')} <CopyText value={id} what={t('exceptions.messageId')} />
      </p>
    </div>
  );
}
