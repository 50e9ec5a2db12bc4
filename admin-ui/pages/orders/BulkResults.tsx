import { CheckCircleFilled, CloseOutlined, LoadingOutlined, UndoOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { closeBulk, retryFailed, undoBulk } from '../../api/bulk-commands.ts';
import type { Bulk, BulkItem, BulkResult } from '../../api/bulk-commands.ts';
import { useProgress } from '../../api/order-commands.ts';
import { useProgressText } from '../../ui/order-words.ts';
import { announce } from '../../util/announce.ts';
import { useClock } from '../../util/clock.ts';
import { orderNumber } from '../../util/order-number.ts';
import { paths } from '../../util/path-builder.ts';
import css from './bulk-bar.module.css';

/** How a press on many goes: a countdown while it can be taken back, then the sums, and each order that did not go through with why. */
export function BulkResults({ bulk }: { bulk: Bulk }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const items = [...bulk.items.values()];
  const count = (...results: BulkResult[]) => items.filter(({ result }) => results.includes(result)).length;
  const open = count('waiting');
  const failed = items.filter(({ result }) => result === 'failed' || result === 'refused');
  const text = t('bulk.sums', { action: t(`action.${bulk.action}`), done: count('done'), count: items.length });
  useEffect(() => {
    if (open === 0) announce(failed.length > 0 ? `${text} ${t('bulk.failed', { count: failed.length })}` : text);
  }, [open, failed.length, text, t]);
  useHoldPage(open > 0 && bulk.action === 'ship');
  return (
    <div className={css['results']}>
      <div className={css['sums']}>
        {open > 0 ? <LoadingOutlined aria-hidden /> : <CheckCircleFilled className={css['done']} aria-hidden />}
        <strong>{text}</strong>
        {count('checking') > 0 && <span>{t('bulk.checking', { count: count('checking') })}</span>}
        {count('undone') > 0 && <span>{t('bulk.undone', { count: count('undone') })}</span>}
        {failed.length > 0 && <span className={css['failed']}>{t('bulk.failed', { count: failed.length })}</span>}
        <UndoAll items={items} />
        {open === 0 && failed.length > 0 && (
          <Button type="primary" onClick={() => retryFailed(queries)}>
            {t('bulk.retry', { count: failed.length })}
          </Button>
        )}
        {open === 0 && (
          <Button
            type="text"
            className={css['close'] ?? ''}
            icon={<CloseOutlined aria-hidden />}
            aria-label={t('bulk.close')}
            onClick={closeBulk}
          />
        )}
      </div>
      {failed.length > 0 && (
        <ul className={css['list']} aria-label={t('bulk.failedList')}>
          {failed.map((item) => (
            <FailedItem key={item.order.id} item={item} />
          ))}
        </ul>
      )}
    </div>
  );
}

/** Parcels that have not gone out live only in this page, so it is not left without a question. */
function useHoldPage(isBusy: boolean): void {
  useEffect(() => {
    if (!isBusy) return;
    const hold = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', hold);
    return () => window.removeEventListener('beforeunload', hold);
  }, [isBusy]);
}

/** There only while at least one of the orders can still be taken back. */
function UndoAll({ items }: { items: readonly BulkItem[] }) {
  const { t } = useTranslation();
  const first = items.find(({ result }) => result === 'waiting');
  const progress = useProgress(first?.order.id ?? '');
  const sendAt = progress?.step === 'waiting' ? progress.sendAt : 0;
  const seconds = useClock(() => Math.max(0, Math.ceil((sendAt - Date.now()) / 1000)));
  if (progress?.step !== 'waiting') return null;
  return (
    <Button icon={<UndoOutlined aria-hidden />} aria-label={t('bulk.undo')} onClick={undoBulk}>
      {t('bulk.undo')}
      <span className="tabular" aria-hidden>
        {seconds}
      </span>
    </Button>
  );
}

function FailedItem({ item: { order, why } }: { item: BulkItem }) {
  const text = useProgressText(order, why);
  return (
    <li>
      <Link to={paths.order(order.id)} className="tabular">
        {order.dayNumber !== null && `#${order.dayNumber} `}
        {orderNumber(order)}
      </Link>
      <span>{text}</span>
    </li>
  );
}
