import { Button, Modal } from 'antd';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { unwrap } from '../../api/api-error.ts';
import { api } from '../../api/client.ts';
import { orderKeys } from '../../api/order-cache.ts';
import type { OrderDetail } from '../../api/types.ts';
import dialog from '../../ui/action-dialog.module.css';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { Moment } from '../../ui/Moment.tsx';
import { NoteField } from '../../ui/NoteField.tsx';
import { useFailureText } from '../../ui/use-failure-text.ts';
import { useMay } from '../../ui/use-may.ts';
import { orderNumber } from '../../util/order-number.ts';
import css from './customer.module.css';

/** For customers who want to be forgotten: offered for orders that are over, to those who may. */
export function ForgetCustomer({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const mayErase = useMay('customers:erase');
  const [asked, setAsked] = useState(false);
  const isOver = order.state === 'completed' || order.state === 'cancelled';
  if (order.customerErasedAt)
    return (
      <p className={css['forgotten']}>
        {t('forget.done')} <Moment at={order.customerErasedAt} />
      </p>
    );
  if (!mayErase || !isOver) return null;
  return (
    <>
      <Button type="link" size="small" className={css['forget'] ?? ''} onClick={() => setAsked(true)}>
        {t('forget.ask')}
      </Button>
      {asked && <ForgetDialog order={order} onClose={() => setAsked(false)} />}
    </>
  );
}

function ForgetDialog({ order, onClose }: { order: OrderDetail; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const failureText = useFailureText();
  const [reason, setReason] = useState('');
  const erasing = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST('/orders/{orderId}/erase-customer', {
          params: { path: { orderId: order.id } },
          body: { reason: reason.trim() },
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: orderKeys.detail(order.id) });
      onClose();
    },
  });
  return (
    <Modal
      open
      width={440}
      title={t('forget.title', { number: orderNumber(order) })}
      okText={t('forget.confirm')}
      okButtonProps={{ danger: true, disabled: reason.trim() === '', loading: erasing.isPending }}
      cancelText={t('forget.keep')}
      closable={{ 'aria-label': t('forget.keep') }}
      onOk={() => erasing.mutate()}
      onCancel={onClose}
    >
      <div className={dialog['body']}>
        <p className={dialog['consequence']}>{t('forget.consequence')}</p>
        <NoteField label={t('forget.reason')} value={reason} onChange={setReason} />
        {erasing.error && <FailureNote text={failureText(erasing.error)} />}
      </div>
    </Modal>
  );
}
