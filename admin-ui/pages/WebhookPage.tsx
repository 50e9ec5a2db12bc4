import { ApiOutlined } from '@ant-design/icons';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { ApiError } from '../api/api-error.ts';
import { useWebhookEndpoint } from '../api/webhook-endpoints.ts';
import { BackLink } from '../ui/BackLink.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { PageHead } from '../ui/PageHead.tsx';
import { paths } from '../util/path-builder.ts';
import { DeliveryLog } from './settings/webhooks/DeliveryLog.tsx';
import { EndpointChip } from './settings/webhooks/EndpointChip.tsx';
import { EndpointPanel } from './settings/webhooks/EndpointPanel.tsx';
import css from './webhook-page.module.css';

/** One endpoint: how it does, what can be done with it, and each message that was sent to it. */
export function WebhookPage() {
  const { t } = useTranslation();
  const { endpointId = '' } = useParams();
  const query = useWebhookEndpoint(endpointId);
  const isGone = query.error instanceof ApiError && [400, 404].includes(query.error.status);
  if (isGone) {
    return (
      <EmptyState icon={<ApiOutlined />} title={t('webhooks.notFound')} hint={t('webhooks.notFound_hint')}>
        <LinkButton to={paths.webhooks()}>{t('webhooks.back')}</LinkButton>
      </EmptyState>
    );
  }
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <>
      <BackLink to={paths.webhooks()}>{t('webhooks.back')}</BackLink>
      {query.data ? (
        <article className={css['page']}>
          <PageHead
            title={
              <>
                {query.data.endpoint.description || t('webhooks.title')}
                <EndpointChip endpoint={query.data.endpoint} />
              </>
            }
            hint={<span className={css['url']}>{query.data.endpoint.url}</span>}
          />
          <EndpointPanel known={query.data} />
          <DeliveryLog endpoint={query.data.endpoint} />
        </article>
      ) : (
        <Skeleton active paragraph={{ rows: 10 }} />
      )}
    </>
  );
}
