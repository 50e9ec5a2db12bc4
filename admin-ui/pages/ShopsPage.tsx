import { ShopOutlined } from '@ant-design/icons';
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShops } from '../api/orders.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { ForbiddenButton } from '../ui/ForbiddenButton.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { PageHead } from '../ui/PageHead.tsx';
import { useMay } from '../ui/use-may.ts';
import { paths } from '../util/path-builder.ts';
import { OwnShopDialog } from './shops/OwnShopDialog.tsx';
import { ShopCard } from './shops/ShopCard.tsx';
import { SyncRuns } from './shops/SyncRuns.tsx';
import css from './shops-page.module.css';

const POLL_MS = 15_000;

/** Every shop with a light: whether its orders come in, and what to do when they do not. */
export function ShopsPage() {
  const { t } = useTranslation();
  const query = useShops(POLL_MS);
  const shops = query.data ?? [];
  return (
    <div className={css['page']}>
      <PageHead title={t('nav.shops')} hint={t('shops.hint')}>
        {query.isSuccess && <OwnShopButton />}
        {shops.length > 0 && <ConnectButton />}
      </PageHead>
      {query.isPending && (
        <div className={css['skeleton']} aria-busy>
          <Skeleton active paragraph={{ rows: 6 }} />
        </div>
      )}
      {query.isError && shops.length === 0 && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && shops.length === 0 && (
        <EmptyState icon={<ShopOutlined />} title={t('empty.noShops')} hint={t('empty.noShops_hint')}>
          <ConnectButton />
        </EmptyState>
      )}
      {shops.length > 0 && (
        <>
          <ul className={css['cards']} aria-label={t('nav.shops')}>
            {shops.map((shop) => (
              <li key={shop.id}>
                <ShopCard shop={shop} />
              </li>
            ))}
          </ul>
          <SyncRuns shopId={null} />
        </>
      )}
    </div>
  );
}

function ConnectButton() {
  const { t } = useTranslation();
  return useMay('connections:write') ? (
    <LinkButton to={paths.connect()}>{t('connect.start')}</LinkButton>
  ) : (
    <ForbiddenButton label={t('connect.start')} action="connect" reason={t('connect.forbidden')} />
  );
}

function OwnShopButton() {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  if (!useMay('connections:write')) return null;
  return (
    <>
      <Button onClick={() => setIsOpen(true)}>{t('counter.open')}</Button>
      {isOpen && <OwnShopDialog onClose={() => setIsOpen(false)} />}
    </>
  );
}
