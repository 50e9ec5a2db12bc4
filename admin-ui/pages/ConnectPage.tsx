import { LockOutlined } from '@ant-design/icons';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { useConnections, usePlatforms } from '../api/connections.ts';
import { useShops } from '../api/orders.ts';
import { BackLink } from '../ui/BackLink.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { PageHead } from '../ui/PageHead.tsx';
import { useMay } from '../ui/use-may.ts';
import type { ConnectPlace } from '../util/path-builder.ts';
import { paths } from '../util/path-builder.ts';
import css from './connect-page.module.css';
import { Account } from './connect/Account.tsx';
import { ChoosePlatform } from './connect/ChoosePlatform.tsx';
import { ChooseShop } from './connect/ChooseShop.tsx';
import type { ConnectStep } from './connect/ConnectSteps.tsx';
import { ConnectSteps } from './connect/ConnectSteps.tsx';
import { LiveTest } from './connect/LiveTest.tsx';
import { PasteCallbacks } from './connect/PasteCallbacks.tsx';

/** From a platform's console to the first order. How far it has come stands in the address, so it can be left and taken up again. */
export function ConnectPage() {
  const { t } = useTranslation();
  const mayConnect = useMay('connections:write');
  return (
    <div className={css['page']}>
      <BackLink to={paths.shops()}>{t('shops.back')}</BackLink>
      <PageHead title={t('connect.title')} hint={t('connect.hint')} />
      {mayConnect ? (
        <Wizard />
      ) : (
        <EmptyState icon={<LockOutlined />} title={t('connect.forbidden')} hint={t('shops.hint')} />
      )}
    </div>
  );
}

function Wizard() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const platforms = usePlatforms();
  const connections = useConnections();
  const shops = useShops();
  const failed = [platforms, connections, shops].find(({ isError, data }) => isError && !data);
  if (failed) return <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!platforms.data || !connections.data || !shops.data) return <Skeleton active paragraph={{ rows: 8 }} />;
  const { platform: name, connection: connectionId, shop: shopId, step: asked } = Object.fromEntries(params);
  const platform = platforms.data.items.find((one) => one.platform === name);
  const connection = connections.data.find(({ id }) => id === connectionId);
  const shop = shops.data.find(({ id }) => id === shopId);
  const go = (place: ConnectPlace) => void navigate(paths.connect(place));
  const isGone = (connectionId && !connection) || (shopId && !shop) || (name && !platform);
  if (isGone) {
    return (
      <EmptyState icon={<LockOutlined />} title={t('connect.gone')} hint={t('connect.hint')}>
        <LinkButton to={paths.connect()}>{t('connect.restart')}</LinkButton>
      </EmptyState>
    );
  }
  // Where nothing is pushed there is nothing to paste.
  const afterShop = platform?.setup.callbacks.addresses.length === 0 ? 'test' : 'callbacks';
  const step: ConnectStep = !platform
    ? 'platform'
    : !connection
      ? 'account'
      : !shop
        ? 'shop'
        : asked === 'test'
          ? 'test'
          : afterShop;
  const place = { platform: platform?.platform ?? '', connection: connection?.id ?? '', shop: shop?.id ?? '' };
  return (
    <>
      <ConnectSteps current={step} pastes={afterShop === 'callbacks'} />
      <section className={css['step']} aria-label={t(`connect.step_${step}`)}>
        {step === 'platform' && (
          <ChoosePlatform platforms={platforms.data.items} onChoose={(chosen) => go({ platform: chosen })} />
        )}
        {step === 'account' && platform && (
          <Account
            key={platform.platform}
            platform={platform}
            hasSandbox={platforms.data.sandbox}
            connections={connections.data.filter((one) => one.platform === platform.platform)}
            onBack={() => go({})}
            onDone={(id) => go({ platform: platform.platform, connection: id })}
          />
        )}
        {step === 'shop' && platform && connection && (
          <ChooseShop
            key={connection.id}
            platform={platform}
            connection={connection}
            onBack={() => go({ platform: platform.platform })}
            onDone={(id) => go({ ...place, shop: id, step: afterShop })}
          />
        )}
        {step === 'callbacks' && platform && shop && (
          <PasteCallbacks platform={platform} shop={shop} onDone={() => go({ ...place, step: 'test' })} />
        )}
        {step === 'test' && shop && (
          <LiveTest
            key={shop.id}
            shop={shop}
            onBack={() => go(afterShop === 'test' ? { ...place, shop: '' } : { ...place, step: afterShop })}
          />
        )}
      </section>
    </>
  );
}
