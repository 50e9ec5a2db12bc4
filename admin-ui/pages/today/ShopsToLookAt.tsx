import { CheckCircleFilled } from '@ant-design/icons';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useShops } from '../../api/orders.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { PlatformMark } from '../../ui/PlatformMark.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import { paths } from '../../util/path-builder.ts';
import css from './shops-to-look-at.module.css';

const POLL_MS = 15_000;

/** The shops whose light is not green, with why; all green is said, too. */
export function ShopsToLookAt() {
  const { t } = useTranslation();
  const query = useShops(POLL_MS);
  const shops = query.data ?? [];
  const marked = shops.filter(({ light }) => light.tone !== 'good');
  return (
    <Panel
      title={t('dashboard.shops')}
      aside={
        <Link className={css['all']} to={paths.shops()}>
          {t('dashboard.allShops')}
        </Link>
      }
    >
      {query.isPending && <Skeleton active title={false} paragraph={{ rows: 3 }} />}
      {query.isError && !query.data && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && marked.length === 0 && (
        <p className={css['fine']}>
          {shops.length > 0 && <CheckCircleFilled aria-hidden />}
          {t(shops.length > 0 ? 'dashboard.shopsFine' : 'empty.noShops')}
        </p>
      )}
      {marked.length > 0 && (
        <ul aria-label={t('dashboard.shops')}>
          {marked.map((shop) => (
            <li key={shop.id} className={css['shop']}>
              <PlatformMark platform={shop.platform} />
              <Link to={paths.shop(shop.id)} className={css['name']}>
                {shop.name}
              </Link>
              <StateChip tone={shop.light.tone}>{t(`light.${shop.light.tone}`)}</StateChip>
              <span className={css['cause']}>
                {t(`lightCause.${shop.light.cause}`, { count: shop.sync.missedPushes })}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
