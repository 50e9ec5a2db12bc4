import { useQueryClient } from '@tanstack/react-query';
import { Modal, Radio } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sendCommand } from '../api/order-commands.ts';
import type { OrderSummary, RejectReason } from '../api/types.ts';
import { formatMoney } from '../util/money.ts';
import { orderNumber } from '../util/order-number.ts';
import { NoteField } from './NoteField.tsx';
import { REJECT_REASONS } from './order-words.ts';
import { usePlatformName } from './PlatformMark.tsx';
import css from './action-dialog.module.css';

/** Rejecting and calling off cannot be undone, so it asks once and says what will happen on the platform. */
export function RejectDialog({
  order,
  action,
  onClose,
}: {
  order: OrderSummary;
  action: 'reject' | 'cancel' | 'close';
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const platformName = usePlatformName();
  const [reason, setReason] = useState<RejectReason>('sold_out');
  const [note, setNote] = useState('');
  const reasonId = useId();
  const onConfirm = () => {
    const trimmed = note.trim();
    const body = trimmed ? { reason, note: trimmed } : { reason };
    void sendCommand(queries, order.id, { action, body });
    onClose();
  };
  const amount = formatMoney(order.totalMinor, order.currency);
  return (
    <Modal
      open
      width={440}
      title={t(`reject.title_${action}`, { number: orderNumber(order) })}
      okText={t(`action.${action}`)}
      okButtonProps={{ danger: true }}
      cancelText={t('reject.keep')}
      closable={{ 'aria-label': t('reject.keep') }}
      onOk={onConfirm}
      onCancel={onClose}
    >
      <div className={css['body']}>
        <p className={css['consequence']}>
          {t(`reject.consequence_${action}`, { platform: platformName(order.platform), amount })}
        </p>
        <span id={reasonId} className={css['label']}>
          {t('reject.reason')}
        </span>
        <Radio.Group
          aria-labelledby={reasonId}
          className={css['reasons'] ?? ''}
          value={reason}
          onChange={(event) => setReason(event.target.value as RejectReason)}
          options={REJECT_REASONS.map((value) => ({ value, label: t(`reject.${value}`) }))}
        />
        <NoteField label={t('reject.note')} value={note} onChange={setNote} />
      </div>
    </Modal>
  );
}
