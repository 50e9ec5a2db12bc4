import { CheckCircleOutlined } from '@ant-design/icons';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useShops } from '../api/orders.ts';
import { useParkedMessages } from '../api/parked-messages.ts';
import type { ParkedMessage, ParkedReason } from '../api/types.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { PageHead } from '../ui/PageHead.tsx';
import { paths } from '../util/path-builder.ts';
import { DismissDialog } from './exceptions/DismissDialog.tsx';
import { ParkedItem } from './exceptions/ParkedItem.tsx';
import { ParkedSkeleton } from './exceptions/ParkedSkeleton.tsx';
import { PARKED_REASONS, readReason } from './exceptions/parked-words.ts';
import { RawMessage } from './exceptions/RawMessage.tsx';
import { RetryAll } from './exceptions/RetryAll.tsx';
import { useFreshParked } from './exceptions/use-fresh-parked.ts';
import css from './exceptions-page.module.css';

const EVERYTHING = '';

/** What the hub could not apply by itself: each says what happened, why, and has a button for the usual cure. */
export function ExceptionsPage() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const reason = readReason(params.get('reason'));
  const query = useParkedMessages(reason);
  const shops = useShops().data ?? [];
  const fresh = useFreshParked();
  const [dismissing, setDismissing] = useState<ParkedMessage | null>(null);
  const openId = params.get('message');
  const change = (name: 'reason' | 'message', value: string | null) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: name === 'message' },
    );
  const messages = query.data ?? [];
  return (
    <div className={css['page']}>
      <PageHead title={t('nav.exceptions')} hint={t('exceptions.hint')}>
        <Select
          aria-label={t('exceptions.reason')}
          value={reason ?? EVERYTHING}
          popupMatchSelectWidth={false}
          onChange={(value: string) => change('reason', value || null)}
          options={[
            { value: EVERYTHING, label: t('exceptions.allReasons') },
            ...PARKED_REASONS.map((value) => ({ value, label: t(`parkedReason.${value}`) })),
          ]}
        />
        <RetryAll key={reason} reason={reason} disabled={messages.length === 0} />
      </PageHead>
      {fresh.isWaiting && (
        <Button type="primary" shape="round" className={css['fresh'] ?? ''} onClick={fresh.show}>
          {t('exceptions.fresh')}
        </Button>
      )}
      {query.isPending && <ParkedSkeleton />}
      {query.isError && messages.length === 0 && (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.isSuccess && messages.length === 0 && <Nothing reason={reason} onClear={() => change('reason', null)} />}
      {messages.length > 0 && (
        <ul className={css['list']} aria-label={t('nav.exceptions')} ref={fresh.listRef}>
          {messages.map((message) => (
            <ParkedItem
              key={message.id}
              message={message}
              shop={shops.find((shop) => shop.id === message.shopId)}
              onOpen={() => change('message', message.id)}
              onDismiss={() => setDismissing(message)}
            />
          ))}
        </ul>
      )}
      {query.isFetchNextPageError && <ErrorState error={query.error} onRetry={() => void query.fetchNextPage()} />}
      {query.hasNextPage && (
        <Button
          className={css['more'] ?? ''}
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('exceptions.more')}
        </Button>
      )}
      {dismissing && <DismissDialog message={dismissing} onClose={() => setDismissing(null)} />}
      {openId && <RawMessage messageId={openId} onClose={() => change('message', null)} />}
    </div>
  );
}

function Nothing({ reason, onClear }: { reason: ParkedReason | null; onClear: () => void }) {
  const { t } = useTranslation();
  if (reason) {
    return (
      <EmptyState
        icon={<CheckCircleOutlined />}
        title={t('exceptions.noneOfReason')}
        hint={t('exceptions.noneOfReason_hint')}
      >
        <Button onClick={onClear}>{t('filter.clear')}</Button>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<CheckCircleOutlined />} title={t('exceptions.none')} hint={t('exceptions.none_hint')}>
      <LinkButton to={paths.orders()}>{t('empty.toWaiting')}</LinkButton>
    </EmptyState>
  );
}
