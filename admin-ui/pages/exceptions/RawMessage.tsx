import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api-error.ts';
import { useParkedMessage } from '../../api/parked-messages.ts';
import type { ParkedMessageDetail } from '../../api/types.ts';
import { CopyText } from '../../ui/CopyText.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { RawPayload } from '../../ui/RawPayload.tsx';
import { SidePanel } from '../../ui/SidePanel.tsx';
import css from '../../ui/raw-payload.module.css';

/** What the platform sent, word for word, made readable. */
export function RawMessage({ messageId, onClose }: { messageId: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <SidePanel title={t('exceptions.rawTitle')} onClose={onClose}>
      <RawBody messageId={messageId} />
    </SidePanel>
  );
}

function RawBody({ messageId }: { messageId: string }) {
  const { t } = useTranslation();
  const query = useParkedMessage(messageId);
  if (query.isPending) return <Skeleton active paragraph={{ rows: 10 }} />;
  if (query.isError) {
    const status = query.error instanceof ApiError ? query.error.status : 500;
    if (status === 403) return <p className={css['plain']}>{t('exceptions.rawForbidden')}</p>;
    if (status === 404 || status === 400) return <p className={css['plain']}>{t('exceptions.alreadyGone')}</p>;
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  return <Raw message={query.data} />;
}

function Raw({ message }: { message: ParkedMessageDetail }) {
  const { t } = useTranslation();
  return (
    <div className={css['raw']}>
      <p className={css['why']}>
        <strong>{t(`parkedReason.${message.reason}`)}</strong>
        {message.detail && <span>{message.detail}</span>}
      </p>
      <RawPayload raw={message.raw} />
      <p className={css['soft']}>
        {t('exceptions.messageId')} <CopyText value={message.id} what={t('exceptions.messageId')} />
      </p>
    </div>
  );
}
