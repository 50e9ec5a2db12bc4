import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useShops } from '../../api/orders.ts';
import { merchantTimeZone } from '../../api/session.ts';
import type { TakenVoucher } from '../../api/types.ts';
import { useTakenVouchers } from '../../api/vouchers.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Moment } from '../../ui/Moment.tsx';
import { Money } from '../../ui/Money.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import { useVoucherShops } from '../../ui/use-voucher-shops.ts';
import { hubNow } from '../../util/clock.ts';
import { paths } from '../../util/path-builder.ts';
import { dayOf, startOfDay } from '../../util/zone-day.ts';
import { UndoDialog } from './UndoDialog.tsx';
import css from './vouchers.module.css';

/** What was taken today, each to be taken back where that is still possible. */
export function TakenVouchers() {
  const { t } = useTranslation();
  const zone = merchantTimeZone();
  const from = new Date(startOfDay(dayOf(hubNow(), zone), zone)).toISOString();
  const query = useTakenVouchers(from);
  const shops = useShops().data;
  const platformOf = (shopId: string) => shops?.find(({ id }) => id === shopId)?.platform ?? '';
  const severalShops = useVoucherShops().length > 1;
  const [undoing, setUndoing] = useState<TakenVoucher | null>(null);
  return (
    <Panel title={t('vouchers.list')}>
      {query.isPending && <Skeleton active className={css['waiting'] ?? ''} />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data?.length === 0 && <p className={css['none']}>{t('vouchers.listEmpty')}</p>}
      <ul>
        {query.data?.map((voucher) => (
          <TakenRow key={voucher.id} voucher={voucher} severalShops={severalShops} onUndo={() => setUndoing(voucher)} />
        ))}
      </ul>
      {undoing && (
        <UndoDialog voucher={undoing} platform={platformOf(undoing.shopId)} onClose={() => setUndoing(null)} />
      )}
    </Panel>
  );
}

type RowProps = { voucher: TakenVoucher; severalShops: boolean; onUndo: () => void };

function TakenRow({ voucher, severalShops, onUndo }: RowProps) {
  const { t } = useTranslation();
  const { code, title, paidMinor, currency, takenAt, takenBy, shopName, order, undo } = voucher;
  const isOpen = undo?.state === 'asked' || undo?.state === 'sent';
  // What was asked and never handed over is gone on with by asking again; what is under way is joined.
  const mayAsk = undo === null || undo.state === 'failed' || undo.state === 'asked';
  return (
    <li className={css['row']} data-undone={undo?.state === 'done'}>
      <span className={css['what']}>
        <strong>{title}</strong>
        <span className={css['soft']}>
          <span className="tabular">{code}</span> · {severalShops && `${shopName} · `}
          <Moment at={takenAt} /> · {t('vouchers.by', { name: takenBy })}
        </span>
      </span>
      <Money minor={paidMinor} currency={currency} />
      <span className={css['way']}>
        {order && <Link to={paths.order(order.id)}>{t('vouchers.toOrder', { number: order.number })}</Link>}
      </span>
      <span className={css['end']}>
        {undo?.state === 'done' && <StateChip tone="off">{t('vouchers.undone')}</StateChip>}
        {isOpen && <StateChip tone="warn">{t('vouchers.undoing')}</StateChip>}
        {undo?.state === 'failed' && <StateChip tone="bad">{t('vouchers.undoFailed')}</StateChip>}
        {mayAsk && (
          <Button size="small" onClick={onUndo} aria-label={`${t('vouchers.undo')} ${code}`}>
            {t('vouchers.undo')}
          </Button>
        )}
      </span>
    </li>
  );
}
