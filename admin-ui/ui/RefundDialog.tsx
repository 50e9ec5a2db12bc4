import { useQueryClient } from '@tanstack/react-query';
import { Modal, Radio, Skeleton } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sendCommand } from '../api/order-commands.ts';
import { useOrder } from '../api/orders.ts';
import type { OrderSummary, Refund, RefuseReason } from '../api/types.ts';
import { formatMoney } from '../util/money.ts';
import { orderNumber } from '../util/order-number.ts';
import { FailureNote } from './FailureNote.tsx';
import { NoteField } from './NoteField.tsx';
import { REFUSE_REASONS } from './order-words.ts';
import { usePlatformName } from './PlatformMark.tsx';
import css from './action-dialog.module.css';
import { useFailureText } from './use-failure-text.ts';

type Decision = 'agree_refund' | 'refuse_refund';

/** Money that has gone back does not return, so both answers say what they mean and ask once. */
export function RefundDialog({
  order,
  action,
  onClose,
}: {
  order: OrderSummary;
  action: Decision;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const platform = usePlatformName()(order.platform);
  const failureText = useFailureText();
  const { data, error } = useOrder(order.id);
  // While another order's page is open its data may still stand in for a moment.
  const open = data?.id === order.id ? data.refunds.filter(({ state }) => state === 'requested') : [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [reason, setReason] = useState<RefuseReason>('already_made');
  const [note, setNote] = useState('');
  const reasonId = useId();
  const refund = open.find(({ refundId }) => refundId === chosen) ?? open[0];
  const isRefusal = action === 'refuse_refund';
  const onConfirm = () => {
    const about = { refundId: refund?.refundId ?? '', ...(note.trim() ? { note: note.trim() } : {}) };
    void sendCommand(queries, order.id, isRefusal ? { action, body: { ...about, reason } } : { action, body: about });
    onClose();
  };
  const amount = refund ? amountOf(refund, order) : '';
  return (
    <Modal
      open
      width={440}
      title={t(`refundAsk.title_${action}`, { number: orderNumber(order) })}
      okText={t(`action.${action}`)}
      okButtonProps={{ danger: isRefusal, disabled: !refund }}
      cancelText={t('refundAsk.keep')}
      closable={{ 'aria-label': t('refundAsk.keep') }}
      onOk={onConfirm}
      onCancel={onClose}
    >
      <div className={css['body']}>
        {error && <FailureNote text={failureText(error)} />}
        {!data && !error && <Skeleton active paragraph={{ rows: 2 }} title={false} />}
        {data && !refund && <p>{t('reason.no_refund_asked')}</p>}
        {open.length > 1 && (
          <Radio.Group
            aria-label={t('refundAsk.which')}
            className={css['list'] ?? ''}
            value={refund?.refundId}
            onChange={(event) => setChosen(event.target.value as string)}
            options={open.map((one) => ({ value: one.refundId, label: `${amountOf(one, order)} ${one.reason ?? ''}` }))}
          />
        )}
        {refund && (
          <>
            <p className={css['consequence']} data-tone={isRefusal ? 'bad' : 'plain'}>
              {t(`refundAsk.consequence_${action}`, { platform, amount })}
            </p>
            <p className={css['words']}>
              <span className={css['label']}>{t('refundAsk.customerSays')}</span>{' '}
              {refund.reason ?? t('refundAsk.nothing')}
            </p>
          </>
        )}
        {isRefusal && (
          <>
            <span id={reasonId} className={css['label']}>
              {t('refundAsk.reason')}
            </span>
            <Radio.Group
              aria-labelledby={reasonId}
              className={css['reasons'] ?? ''}
              value={reason}
              onChange={(event) => setReason(event.target.value as RefuseReason)}
              options={REFUSE_REASONS.map((value) => ({ value, label: t(`refundAsk.reason_${value}`) }))}
            />
          </>
        )}
        <NoteField label={t('refundAsk.note')} value={note} onChange={setNote} />
      </div>
    </Modal>
  );
}

/** A platform that names no amount means all of it. */
function amountOf({ amountMinor }: Refund, order: OrderSummary): string {
  return formatMoney(amountMinor ?? order.totalMinor, order.currency);
}
