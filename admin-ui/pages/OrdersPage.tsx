import { FilterOutlined, InboxOutlined, ShopOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { InputRef } from 'antd';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useOrders, useShops } from '../api/orders.ts';
import { merchantTimeZone } from '../api/session.ts';
import type { OrderSummary } from '../api/types.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { hubNow } from '../util/clock.ts';
import { HOME_FILTER, isNarrowed, filterMatcher, readFilter, writeFilter } from '../util/order-filter.ts';
import type { OrderFilter } from '../util/order-filter.ts';
import { paths } from '../util/path-builder.ts';
import { selectNone } from '../util/selected-orders.ts';
import { BulkBar } from './orders/BulkBar.tsx';
import { DayFigure } from './orders/DayFigure.tsx';
import { ListTools } from './orders/ListTools.tsx';
import { OrderFilters } from './orders/OrderFilters.tsx';
import { ListSkeleton } from './orders/ListSkeleton.tsx';
import { OrderList } from './orders/OrderList.tsx';
import { PhaseTabs } from './orders/PhaseTabs.tsx';
import { useListKeys } from './orders/use-list-keys.ts';
import { useListLife } from './orders/use-list-life.ts';
import css from './orders-page.module.css';

const ParcelsDialog = lazy(async () => ({ default: (await import('./orders/ParcelsDialog.tsx')).ParcelsDialog }));
const PANEL_ID = 'orders-panel';

/** The home page: what must be done now, over all platforms. */
export function OrdersPage() {
  const { filter, change } = useFilter();
  const [parcelsOf, setParcelsOf] = useState<readonly OrderSummary[] | null>(null);
  const address = writeFilter(filter).toString();
  // What is no longer in sight must not be done by accident.
  useEffect(selectNone, [address]);
  const query = useOrders(filter);
  const listRef = useRef<HTMLDivElement>(null);
  const searchRef = useRef<InputRef>(null);
  const life = useListLife(filter, listRef);
  const orders = query.data ?? [];
  const keys = useListKeys(orders, searchRef);
  const { fetchNextPage, isFetchingNextPage, isFetchNextPageError } = query;
  const onMore = useCallback(() => {
    // After a failure the person decides; asking by itself would go on for ever.
    if (!isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [fetchNextPage, isFetchingNextPage, isFetchNextPageError]);
  const belongs = filterMatcher(filter, merchantTimeZone(), hubNow());
  const hasLeft = (order: OrderSummary) => belongs(order) === 'no';

  return (
    <div className={css['page']}>
      <div className={css['top']}>
        <PhaseTabs tab={filter.tab} onChange={(tab) => change({ tab })} panelId={PANEL_ID} />
        <DayFigure />
      </div>
      <div className={css['filters']}>
        <OrderFilters filter={filter} onChange={change} searchRef={searchRef} />
        <ListTools filter={filter} onChoose={change} onParcels={() => setParcelsOf([])} />
      </div>
      <div id={PANEL_ID} role="tabpanel" aria-busy={query.isPending}>
        <FreshBar count={life.heldCount} onShow={life.showHeld} />
        {query.isPending && <ListSkeleton />}
        {query.isError && orders.length === 0 && (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        )}
        {query.isSuccess && orders.length === 0 && <NoOrders filter={filter} onClear={() => change(cleared(filter))} />}
        {orders.length > 0 && (
          <OrderList
            orders={orders}
            hasLeft={hasLeft}
            isFresh={life.isFresh}
            selectedId={keys.selectedId}
            onSelect={keys.select}
            hasMore={query.hasNextPage}
            onMore={onMore}
            listRef={listRef}
          />
        )}
        <BulkBar orders={orders} filter={filter} onShip={setParcelsOf} />
        {isFetchNextPageError && <ErrorState error={query.error} onRetry={() => void fetchNextPage()} />}
      </div>
      <Suspense>{parcelsOf && <ParcelsDialog orders={parcelsOf} onClose={() => setParcelsOf(null)} />}</Suspense>
    </div>
  );
}

/** New orders that would have moved the rows: they wait here until somebody wants them. */
function FreshBar({ count, onShow }: { count: number; onShow: () => void }) {
  const { t } = useTranslation();
  if (count === 0) return null;
  return (
    <Button type="primary" shape="round" className={css['fresh'] ?? ''} onClick={onShow}>
      {t('list.fresh', { count })}
    </Button>
  );
}

function NoOrders({ filter, onClear }: { filter: OrderFilter; onClear: () => void }) {
  const { t } = useTranslation();
  const shops = useShops();
  if (isNarrowed(filter)) {
    return (
      <EmptyState icon={<FilterOutlined />} title={t('empty.narrowed')} hint={t('empty.narrowed_hint')}>
        <Button onClick={onClear}>{t('filter.clear')}</Button>
      </EmptyState>
    );
  }
  if (shops.data?.length === 0) {
    return <EmptyState icon={<ShopOutlined />} title={t('empty.noShops')} hint={t('empty.noShops_hint')} />;
  }
  if (filter.tab === 'not_accepted') {
    return <EmptyState icon={<InboxOutlined />} title={t('empty.not_accepted')} hint={t('empty.not_accepted_hint')} />;
  }
  if (filter.tab === 'all')
    return <EmptyState icon={<InboxOutlined />} title={t('empty.all')} hint={t('empty.all_hint')} />;
  return (
    <EmptyState
      icon={<InboxOutlined />}
      title={t('empty.tab')}
      hint={t('empty.tab_hint', { tab: t(`tab.${filter.tab}`) })}
    >
      <LinkButton to={paths.orders()}>{t('empty.toWaiting')}</LinkButton>
    </EmptyState>
  );
}

/** The filter of the address, and a way to change it. */
function useFilter() {
  const [params, setParams] = useSearchParams();
  const filter = useMemo(() => readFilter(params), [params]);
  const change = useCallback(
    (wanted: Partial<OrderFilter>) =>
      setParams(
        (before) => {
          const old = readFilter(before);
          const next = { ...old, ...wanted };
          // Who types a number wants that order, in whatever phase it is.
          const startsSearch = !old.search && next.search;
          return writeFilter(startsSearch ? { ...next, tab: 'all' } : next);
        },
        { replace: true },
      ),
    [setParams],
  );
  return { filter, change };
}

function cleared(filter: OrderFilter): OrderFilter {
  return { ...HOME_FILTER, tab: filter.search ? HOME_FILTER.tab : filter.tab };
}
