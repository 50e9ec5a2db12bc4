import { Button, Select, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { WebhookDeliveryState, WebhookEndpoint } from '../../../api/types.ts';
import { useWebhookDeliveries } from '../../../api/webhook-deliveries.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import list from '../settings-list.module.css';
import css from './delivery-log.module.css';
import { DeliveryItem } from './DeliveryItem.tsx';
import { DeliveryPanel } from './DeliveryPanel.tsx';
import { SENT_TYPES, useTypeText } from './webhook-words.ts';

const STATES = ['waiting', 'delivered', 'given_up'] as const satisfies readonly WebhookDeliveryState[];
const ALL = '';

/** Each message of the last 30 days: whether it arrived, how often it was tried, what came back. */
export function DeliveryLog({ endpoint }: { endpoint: WebhookEndpoint }) {
  const { t } = useTranslation();
  const typeText = useTypeText();
  const [params, setParams] = useSearchParams();
  const state = STATES.find((known) => known === params.get('state')) ?? null;
  const eventType = SENT_TYPES.find((known) => known === params.get('type')) ?? null;
  const query = useWebhookDeliveries(endpoint.id, { state, eventType });
  const openId = params.get('delivery');
  const change = (name: 'state' | 'type' | 'delivery', value: string | null) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  const deliveries = query.data ?? [];
  const filters = (
    <div className={css['filters']}>
      <Select
        size="small"
        aria-label={t('deliveries.state')}
        value={state ?? ALL}
        popupMatchSelectWidth={false}
        onChange={(value: string) => change('state', value)}
        options={[
          { value: ALL, label: t('deliveries.allStates') },
          ...STATES.map((value) => ({ value, label: t(`deliveryState.${value}`) })),
        ]}
      />
      <Select
        size="small"
        aria-label={t('webhooks.types')}
        value={eventType ?? ALL}
        popupMatchSelectWidth={false}
        onChange={(value: string) => change('type', value)}
        options={[
          { value: ALL, label: t('webhooks.allTypes') },
          ...SENT_TYPES.map((value) => ({ value, label: typeText(value) })),
        ]}
      />
    </div>
  );
  return (
    <Panel title={t('deliveries.title')} aside={filters}>
      {query.isPending && <Skeleton active paragraph={{ rows: 4 }} />}
      {query.isError && deliveries.length === 0 && (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.isSuccess && deliveries.length === 0 && (
        <p className={css['none']}>{t(state || eventType ? 'deliveries.noneSuch' : 'deliveries.none')}</p>
      )}
      {deliveries.length > 0 && (
        <ul aria-label={t('deliveries.title')}>
          {deliveries.map((delivery) => (
            <DeliveryItem key={delivery.id} delivery={delivery} onOpen={() => change('delivery', delivery.id)} />
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <Button
          className={list['more'] ?? ''}
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('exceptions.more')}
        </Button>
      )}
      {openId && <DeliveryPanel deliveryId={openId} onClose={() => change('delivery', null)} />}
    </Panel>
  );
}
