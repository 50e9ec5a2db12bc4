import { useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sendCommand } from '../api/order-commands.ts';
import { useOrder } from '../api/orders.ts';
import type { OrderSummary } from '../api/types.ts';
import { orderNumber } from '../util/order-number.ts';
import css from './action-dialog.module.css';
import { NoteField } from './NoteField.tsx';

/** The shop's own note, begun from the one that is there. Nobody outside the shop reads it. */
export function RemarkDialog({ order, onClose }: { order: OrderSummary; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data } = useOrder(order.id);
  const known = data?.id === order.id ? (data.merchantRemark ?? '') : '';
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? known;
  const onConfirm = () => {
    void sendCommand(queries, order.id, { action: 'remark', body: { text: text.trim() } });
    onClose();
  };
  return (
    <Modal
      open
      width={440}
      title={t('shopNote.title', { number: orderNumber(order) })}
      okText={t('shopNote.keep')}
      okButtonProps={{ disabled: text.trim() === known.trim() }}
      cancelText={t('shopNote.cancel')}
      closable={{ 'aria-label': t('shopNote.cancel') }}
      onOk={onConfirm}
      onCancel={onClose}
    >
      <div className={css['body']}>
        <NoteField label={t('shopNote.label')} value={text} onChange={setTyped} />
      </div>
    </Modal>
  );
}
