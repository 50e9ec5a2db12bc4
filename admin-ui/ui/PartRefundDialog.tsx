import { useQueryClient } from '@tanstack/react-query';
import { InputNumber, Modal, Radio, Skeleton } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sendCommand } from '../api/order-commands.ts';
import { useOrder } from '../api/orders.ts';
import type { OrderSummary, PartRefundReason } from '../api/types.ts';
import { formatMoney } from '../util/money.ts';
import { orderNumber } from '../util/order-number.ts';
import css from './action-dialog.module.css';
import { FailureNote } from './FailureNote.tsx';
import { NoteField } from './NoteField.tsx';
import { PART_REFUND_REASONS } from './order-words.ts';
import { usePlatformName } from './PlatformMark.tsx';
import { useFailureText } from './use-failure-text.ts';

/** Pays some of the goods back. The platform reckons the sum, so what is shown is what the goods cost before discounts. */
export function PartRefundDialog({ order, onClose }: { order: OrderSummary; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const platform = usePlatformName()(order.platform);
  const failureText = useFailureText();
  const { data, error } = useOrder(order.id);
  // While another order's page is open its data may still stand in for a moment.
  const lines = data?.id === order.id ? data.lines : null;
  const [back, setBack] = useState<ReadonlyMap<string, number>>(new Map());
  const [reason, setReason] = useState<PartRefundReason>('sold_out');
  const [note, setNote] = useState('');
  const reasonId = useId();
  const chosen = [...back].filter(([, quantity]) => quantity > 0).map(([lineId, quantity]) => ({ lineId, quantity }));
  const goodsMinor = (lines ?? []).reduce((sum, line) => sum + line.unitPriceMinor * (back.get(line.id) ?? 0), 0);
  const onConfirm = () => {
    const body = { lines: chosen, reason, ...(note.trim() ? { note: note.trim() } : {}) };
    void sendCommand(queries, order.id, { action: 'refund_part', body });
    onClose();
  };
  return (
    <Modal
      open
      width={480}
      title={t('partRefund.title', { number: orderNumber(order) })}
      okText={t('partRefund.confirm')}
      okButtonProps={{ danger: true, disabled: chosen.length === 0 }}
      cancelText={t('partRefund.keep')}
      closable={{ 'aria-label': t('partRefund.keep') }}
      onOk={onConfirm}
      onCancel={onClose}
    >
      <div className={css['body']}>
        {error && <FailureNote text={failureText(error)} />}
        {!lines && !error && <Skeleton active title={false} paragraph={{ rows: 3 }} />}
        <ul className={css['list']} aria-label={t('partRefund.lines')}>
          {lines?.map((line) => (
            <li key={line.id} className={css['line']}>
              <span className={css['words']}>
                {line.name} {line.spec && `(${line.spec})`}
              </span>
              <span className="tabular">{formatMoney(line.unitPriceMinor, order.currency)}</span>
              <InputNumber
                mode="spinner"
                aria-label={t('partRefund.quantity', { name: line.name })}
                min={0}
                max={line.quantity}
                value={back.get(line.id) ?? 0}
                onChange={(quantity) => setBack(new Map(back).set(line.id, quantity ?? 0))}
              />
            </li>
          ))}
        </ul>
        {chosen.length > 0 && (
          <p className={css['consequence']}>
            {t('partRefund.consequence', { platform, amount: formatMoney(goodsMinor, order.currency) })}
          </p>
        )}
        <span id={reasonId} className={css['label']}>
          {t('partRefund.reason')}
        </span>
        <Radio.Group
          aria-labelledby={reasonId}
          className={css['reasons'] ?? ''}
          value={reason}
          onChange={(event) => setReason(event.target.value as PartRefundReason)}
          options={PART_REFUND_REASONS.map((value) => ({ value, label: t(`partRefund.reason_${value}`) }))}
        />
        <NoteField label={t('partRefund.note')} value={note} onChange={setNote} />
      </div>
    </Modal>
  );
}
