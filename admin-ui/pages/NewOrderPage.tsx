import { ShopOutlined } from '@ant-design/icons';
import { Button, Skeleton } from 'antd';
import { useRef, useState } from 'react';
import type { SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { useOrder, useShops } from '../api/orders.ts';
import { typeOrder } from '../api/typed-orders.ts';
import type { OrderDetail, Shop } from '../api/types.ts';
import { BackLink } from '../ui/BackLink.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { FailureNote } from '../ui/FailureNote.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { Money } from '../ui/Money.tsx';
import { PageHead } from '../ui/PageHead.tsx';
import { useFailureText } from '../ui/use-failure-text.ts';
import { announce } from '../util/announce.ts';
import { type Draft, draftFrom, emptyDraft, newOrderOf, problemOf, totalOf } from '../util/new-order.ts';
import { paths } from '../util/path-builder.ts';
import { randomId } from '../util/random-id.ts';
import { DraftCustomer } from './new-order/DraftCustomer.tsx';
import { DraftLines } from './new-order/DraftLines.tsx';
import { DraftMoney } from './new-order/DraftMoney.tsx';
import css from './new-order-page.module.css';

/** An order from the phone, a chat or over the counter, typed in. */
export function NewOrderPage() {
  const { t } = useTranslation();
  const query = useShops();
  const shops = (query.data ?? []).filter(({ keptHere, pausedAt }) => keptHere && pausedAt === null);
  const [first] = shops;
  const from = useSearchParams()[0].get('from') ?? '';
  const earlier = useOrder(from);
  const isReady = from === '' || earlier.data !== undefined || earlier.isError;
  return (
    <div className={css['page']}>
      <BackLink to={paths.orders()}>{t('order.back')}</BackLink>
      <PageHead title={t('counter.title')} hint={t('counter.hint')} />
      {query.isSuccess && !first && (
        <EmptyState icon={<ShopOutlined />} title={t('counter.noShop')} hint={t('counter.noShop_hint')}>
          <LinkButton to={paths.shops()}>{t('counter.toShops')}</LinkButton>
        </EmptyState>
      )}
      {first && !isReady && <Skeleton active paragraph={{ rows: 8 }} />}
      {first && isReady && <DraftForm shops={shops} first={first} earlier={earlier.data} />}
    </div>
  );
}

type FormProps = { shops: readonly Shop[]; first: Shop; earlier: OrderDetail | undefined };

function DraftForm({ shops, first, earlier }: FormProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const failure = useFailureText();
  const [draft, setDraft] = useState<Draft>(() => (earlier ? draftFrom(earlier) : emptyDraft()));
  const [shopId, setShopId] = useState(first.id);
  const [sending, setSending] = useState(false);
  const [told, setTold] = useState<string | null>(null);
  // One order, however often its button is pressed.
  const key = useRef(randomId());
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const send = async () => {
    const missing = problemOf(draft);
    if (missing !== null) return setTold(t(`counterMissing.${missing}`));
    setSending(true);
    setTold(null);
    try {
      const { order } = await typeOrder(newOrderOf(draft, shopId), key.current);
      announce(t('counter.done'));
      await navigate(order ? paths.order(order.id) : paths.orders());
    } catch (error) {
      setTold(failure(error));
    } finally {
      setSending(false);
    }
  };
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!sending) void send();
  };
  return (
    <form className={css['form']} onSubmit={onSubmit} noValidate aria-label={t('counter.title')}>
      <DraftLines lines={draft.lines} onChange={(lines) => change({ lines })} />
      <DraftCustomer draft={draft} onChange={change} />
      <DraftMoney draft={draft} onChange={change} shops={shops} shopId={shopId} onShop={setShopId} />
      <footer className={css['foot']}>
        <span className={css['total']}>
          {t('counter.total')} <Money minor={totalOf(draft)} currency="CNY" />
        </span>
        <Button type="primary" htmlType="submit" size="large" loading={sending}>
          {t('counter.send')}
        </Button>
        {told && <FailureNote text={told} />}
      </footer>
    </form>
  );
}
