import { FileSearchOutlined } from '@ant-design/icons';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate, useParams } from 'react-router';
import { ApiError } from '../api/api-error.ts';
import { useOrder } from '../api/orders.ts';
import type { OrderDetail } from '../api/types.ts';
import { BackLink } from '../ui/BackLink.tsx';
import { CopyText } from '../ui/CopyText.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { OrderActions, useOrderAction } from '../ui/OrderActions.tsx';
import { OrderStatus } from '../ui/OrderStatus.tsx';
import { PlatformMark } from '../ui/PlatformMark.tsx';
import { ProgressNote } from '../ui/ProgressNote.tsx';
import { orderNumber } from '../util/order-number.ts';
import { paths } from '../util/path-builder.ts';
import { useShortcuts } from '../util/use-shortcuts.ts';
import { Company } from './order/Company.tsx';
import { PrintButton } from './order/PrintButton.tsx';
import { Amounts } from './order/Amounts.tsx';
import { Customer } from './order/Customer.tsx';
import { Lines } from './order/Lines.tsx';
import { Refunds } from './order/Refunds.tsx';
import { AgainLink } from './order/AgainLink.tsx';
import { TellButtons } from './order/TellButtons.tsx';
import { Timeline } from './order/Timeline.tsx';
import css from './order-page.module.css';

/** One order with everything about it, and what may be done with it. */
export function OrderPage() {
  const { t } = useTranslation();
  const { orderId = '' } = useParams();
  const query = useOrder(orderId);
  const back = useBack();
  const order = query.data;
  const act = useOrderAction(order);
  useShortcuts({
    a: () => act('accept'),
    r: () => act('reject'),
    p: () => act('ready'),
    s: () => act('ship'),
    d: () => act('deliver'),
    Escape: back,
  });
  if (query.isError && !order) {
    const isMissing = query.error instanceof ApiError && (query.error.status === 404 || query.error.status === 400);
    if (!isMissing) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
    return (
      <EmptyState icon={<FileSearchOutlined />} title={t('order.notFound')} hint={t('order.notFound_hint')}>
        <LinkButton to={paths.orders()}>{t('order.back')}</LinkButton>
      </EmptyState>
    );
  }
  return (
    <div className={css['page']}>
      <BackLink
        to={paths.orders()}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey) return;
          event.preventDefault();
          back();
        }}
      >
        {t('order.back')}
      </BackLink>
      {order ? <OrderBody order={order} /> : <Skeleton active paragraph={{ rows: 12 }} />}
    </div>
  );
}

function OrderBody({ order }: { order: OrderDetail }) {
  return (
    <article data-order-id={order.id}>
      <Company key={order.id} order={order} />
      <OrderHead order={order} />
      <div className={css['columns']}>
        <div className={css['column']}>
          <Lines order={order} />
          <Amounts order={order} />
        </div>
        <div className={css['column']}>
          <Refunds order={order} />
          <Customer order={order} />
        </div>
        <div className={css['column']}>
          <Timeline order={order} />
        </div>
      </div>
    </article>
  );
}

function OrderHead({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  return (
    <header className={css['head']}>
      <div className={css['which']}>
        <h1 className="tabular">
          <PlatformMark platform={order.platform} />
          {order.dayNumber !== null && <span>#{order.dayNumber}</span>}
          <span className={css['number']}>{orderNumber(order)}</span>
        </h1>
        <div className={css['facts']}>
          {order.phase !== 'completed' && order.phase !== 'cancelled' && (
            <span className={css['phase']}>{t(`tab.${order.phase}`)}</span>
          )}
          <OrderStatus order={order} />
          <span className={css['soft']}>{order.shopName}</span>
          <span className={css['soft']}>
            {t('order.platformOrderId')}{' '}
            <CopyText value={order.platformOrderId} what={t('order.platformOrderId')} tail={6} />
          </span>
        </div>
      </div>
      <div className={css['actions']}>
        <span className={css['print']}>
          <PrintButton orderId={order.id} />
        </span>
        <AgainLink orderId={order.id} />
        <TellButtons order={order} />
        <OrderActions order={order} size="page" />
      </div>
      <div className={css['note']}>
        <ProgressNote order={order} />
      </div>
    </header>
  );
}

/** Back to the list as it was left, with its filters and its place; straight to it for who came by a link. */
function useBack(): () => void {
  const navigate = useNavigate();
  const isFirst = useLocation().key === 'default';
  return () => void (isFirst ? navigate(paths.orders()) : navigate(-1));
}
