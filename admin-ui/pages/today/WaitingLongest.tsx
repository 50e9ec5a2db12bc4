import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useOrderCounts } from '../../api/orders.ts';
import { useWaitingLongest } from '../../api/today.ts';
import type { OrderSummary } from '../../api/types.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Moment } from '../../ui/Moment.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { PlatformMark } from '../../ui/PlatformMark.tsx';
import { Products } from '../../ui/Products.tsx';
import { TimeLeft } from '../../ui/TimeLeft.tsx';
import { orderNumber } from '../../util/order-number.ts';
import { paths } from '../../util/path-builder.ts';
import css from './waiting-longest.module.css';

const SHOWN_MAX = 5;

/** The orders that nobody has accepted yet, the longest waiting on top. */
export function WaitingLongest() {
  const { t } = useTranslation();
  const query = useWaitingLongest(SHOWN_MAX);
  const count = useOrderCounts().data?.not_accepted;
  const orders = query.data ?? [];
  return (
    <Panel
      title={t('dashboard.waiting')}
      aside={
        <Link className={css['all']} to={paths.orders()}>
          {t('dashboard.allWaiting', { count: count ?? 0 })}
        </Link>
      }
    >
      {query.isPending && <Skeleton active title={false} paragraph={{ rows: 3 }} />}
      {query.isError && !query.data && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && orders.length === 0 && <p className={css['none']}>{t('dashboard.noneWaiting')}</p>}
      {orders.length > 0 && (
        <ul aria-label={t('dashboard.waiting')}>
          {orders.map((order) => (
            <WaitingOrder key={order.id} order={order} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function WaitingOrder({ order }: { order: OrderSummary }) {
  return (
    <li className={css['order']}>
      <PlatformMark platform={order.platform} />
      <Link to={paths.order(order.id)} className={`${css['number']} tabular`}>
        {orderNumber(order)}
      </Link>
      <span className={css['products']}>
        <Products order={order} />
      </span>
      {order.acceptDeadlineAt && order.paidAt ? (
        <TimeLeft startAt={order.paidAt} deadlineAt={order.acceptDeadlineAt} />
      ) : (
        <Moment at={order.placedAt} />
      )}
    </li>
  );
}
