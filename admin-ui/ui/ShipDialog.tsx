import { useQueryClient } from '@tanstack/react-query';
import { Input, Modal, Radio, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sendCommand } from '../api/order-commands.ts';
import type { CourierCode, OrderSummary, ShipBy } from '../api/types.ts';
import { orderNumber } from '../util/order-number.ts';
import { LinesToShip } from './LinesToShip.tsx';
import { COURIERS, shipWaysOf } from './order-words.ts';
import css from './action-dialog.module.css';

/** As the API takes it; couriers print their numbers with blanks that nobody means. */
const TRACKING_NUMBER = /^[A-Za-z0-9-]{5,32}$/;

/** With which courier an order leaves, and under which number the customer follows it; or which number it should have been. */
export function ShipDialog({
  order,
  action,
  onClose,
}: {
  order: OrderSummary;
  action: 'ship' | 'ship_part' | 'change_waybill';
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const ways: ShipBy[] = action === 'change_waybill' ? ['courier'] : shipWaysOf(order);
  const [by, setBy] = useState<ShipBy>(ways[0] ?? 'courier');
  const [courier, setCourier] = useState<CourierCode>('shunfeng');
  const [typed, setTyped] = useState('');
  const [lineIds, setLineIds] = useState<string[]>([]);
  const [isTried, setTried] = useState(false);
  const courierId = useId();
  const numberId = useId();
  const trackingNumber = typed.replaceAll(/\s/g, '');
  const isWrong = by === 'courier' && !TRACKING_NUMBER.test(trackingNumber);
  const hasNoLine = action === 'ship_part' && lineIds.length === 0;
  const onConfirm = () => {
    setTried(true);
    if (isWrong || hasNoLine) return;
    const waybill = { courier, trackingNumber };
    const shipment = by === 'courier' ? { by, ...waybill } : { by };
    if (action === 'change_waybill') void sendCommand(queries, order.id, { action, body: waybill });
    else if (action === 'ship') void sendCommand(queries, order.id, { action, body: shipment });
    else void sendCommand(queries, order.id, { action, body: { lineIds, shipment } });
    onClose();
  };
  return (
    <Modal
      open
      width={440}
      title={t(`shipping.title_${action}`, { number: orderNumber(order) })}
      okText={t(`action.${action}`)}
      cancelText={t('shipping.keep')}
      closable={{ 'aria-label': t('shipping.keep') }}
      onOk={onConfirm}
      onCancel={onClose}
    >
      <div className={css['body']}>
        {action === 'change_waybill' && <p>{t('shipping.onceHint')}</p>}
        {action === 'ship_part' && <LinesToShip order={order} chosen={lineIds} onChoose={setLineIds} />}
        {isTried && hasNoLine && (
          <p role="alert" className={css['wrong']}>
            {t('shipping.noLine')}
          </p>
        )}
        {ways.length > 1 && (
          <Radio.Group
            aria-label={t('shipping.how')}
            className={css['reasons'] ?? ''}
            value={by}
            onChange={(event) => setBy(event.target.value as ShipBy)}
            options={ways.map((value) => ({ value, label: t(`shipping.by_${value}`) }))}
          />
        )}
        {by === 'courier' && (
          <>
            <label htmlFor={courierId} className={css['label']}>
              {t('shipping.courier')}
            </label>
            <Select
              id={courierId}
              value={courier}
              onChange={setCourier}
              options={COURIERS.map((value) => ({ value, label: t(`courier.${value}`) }))}
            />
            <label htmlFor={numberId} className={css['label']}>
              {t('shipping.trackingNumber')}
            </label>
            <Input
              id={numberId}
              autoFocus
              autoComplete="off"
              value={typed}
              maxLength={64}
              status={isTried && isWrong ? 'error' : ''}
              aria-invalid={isTried && isWrong}
              onChange={(event) => setTyped(event.target.value)}
              onPressEnter={onConfirm}
            />
            {isTried && isWrong && (
              <p role="alert" className={css['wrong']}>
                {t('shipping.wrongNumber')}
              </p>
            )}
          </>
        )}
      </div>
    </Modal>
  );
}
