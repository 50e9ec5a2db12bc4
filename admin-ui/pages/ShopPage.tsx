import { ShopOutlined } from '@ant-design/icons';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useShops } from '../api/orders.ts';
import type { Shop } from '../api/types.ts';
import { BackLink } from '../ui/BackLink.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { PageHead } from '../ui/PageHead.tsx';
import { Panel } from '../ui/Panel.tsx';
import { PlatformMark } from '../ui/PlatformMark.tsx';
import { useMayTypeOrders } from '../ui/use-may-type-orders.ts';
import { paths } from '../util/path-builder.ts';
import { BackFill } from './shops/BackFill.tsx';
import { ConnectionTest } from './shops/ConnectionTest.tsx';
import { ManageShop } from './shops/ManageShop.tsx';
import { ShopFacts } from './shops/ShopFacts.tsx';
import { ShopLightNote } from './shops/ShopLightNote.tsx';
import { SyncRuns } from './shops/SyncRuns.tsx';
import { Timers } from './shops/Timers.tsx';
import css from './shop-page.module.css';

const POLL_MS = 15_000;

/** One shop: how it stands, how long its orders may wait, past days fetched again, and what comparisons have found. */
export function ShopPage() {
  const { t } = useTranslation();
  const { shopId = '' } = useParams();
  const query = useShops(POLL_MS);
  const shop = query.data?.find(({ id }) => id === shopId);
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data && !shop) {
    return (
      <EmptyState icon={<ShopOutlined />} title={t('shops.notFound')} hint={t('shops.notFound_hint')}>
        <LinkButton to={paths.shops()}>{t('shops.back')}</LinkButton>
      </EmptyState>
    );
  }
  return (
    <div className={css['page']}>
      <BackLink to={paths.shops()}>{t('shops.back')}</BackLink>
      {shop ? <ShopBody key={shop.id} shop={shop} /> : <Skeleton active paragraph={{ rows: 10 }} />}
    </div>
  );
}

function ShopBody({ shop }: { shop: Shop }) {
  const { t } = useTranslation();
  return (
    <article data-shop-id={shop.id}>
      <PageHead
        title={
          <>
            <PlatformMark platform={shop.platform} /> {shop.name}
          </>
        }
      />
      <div className={css['columns']}>
        <div className={css['column']}>
          <Panel title={t('shops.status')}>
            <div className={css['status']}>
              <ShopLightNote shop={shop} />
              {shop.keptHere ? <OwnShopStart shop={shop} /> : <ShopFacts shop={shop} />}
            </div>
          </Panel>
          {!shop.keptHere && <ConnectionTest shop={shop} />}
          {shop.tellsOrders && <BackFill shop={shop} />}
        </div>
        <div className={css['column']}>
          <ManageShop shop={shop} />
          <Timers shop={shop} />
        </div>
      </div>
      {shop.tellsOrders && <SyncRuns shopId={shop.id} />}
    </article>
  );
}

/** What a shop of one's own is for. */
function OwnShopStart({ shop }: { shop: Shop }) {
  const { t } = useTranslation();
  const mayType = useMayTypeOrders();
  return mayType && shop.pausedAt === null ? (
    <LinkButton to={paths.newOrder()}>{t('counter.button')}</LinkButton>
  ) : null;
}
