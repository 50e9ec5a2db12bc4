import { ApiOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useWebhookEndpoints } from '../api/webhook-endpoints.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { PageHead } from '../ui/PageHead.tsx';
import { useMay } from '../ui/use-may.ts';
import { paths } from '../util/path-builder.ts';
import { EndpointDialog } from './settings/webhooks/EndpointDialog.tsx';
import { EndpointItem } from './settings/webhooks/EndpointItem.tsx';
import { SecretDialog } from './settings/webhooks/SecretDialog.tsx';
import css from './settings/settings-list.module.css';

/** Where the hub tells other programs what happens, and how each of them does. */
export function WebhooksPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const query = useWebhookEndpoints();
  const mayChange = useMay('webhooks:write');
  const [adding, setAdding] = useState(false);
  const [createdId, setCreatedId] = useState<string | null>(null);
  const endpoints = query.data ?? [];
  const add = mayChange && (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>
      {t('webhooks.add')}
    </Button>
  );
  return (
    <>
      <PageHead title={t('webhooks.title')} hint={t('webhooks.hint')}>
        {endpoints.length > 0 && add}
      </PageHead>
      {query.isPending && (
        <div className={css['skeleton']} aria-busy>
          <Skeleton active paragraph={{ rows: 4 }} />
        </div>
      )}
      {query.isError && endpoints.length === 0 && (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.isSuccess && endpoints.length === 0 && (
        <EmptyState icon={<ApiOutlined />} title={t('webhooks.none')} hint={t('webhooks.none_hint')}>
          {add}
        </EmptyState>
      )}
      {endpoints.length > 0 && (
        <ul className={css['list']} aria-label={t('webhooks.title')}>
          {endpoints.map((endpoint) => (
            <EndpointItem key={endpoint.id} endpoint={endpoint} />
          ))}
        </ul>
      )}
      {adding && (
        <EndpointDialog
          known={null}
          onClose={() => setAdding(false)}
          onDone={(endpointId) => {
            setAdding(false);
            setCreatedId(endpointId);
          }}
        />
      )}
      {createdId && <SecretDialog endpointId={createdId} onClose={() => void navigate(paths.webhook(createdId))} />}
    </>
  );
}
