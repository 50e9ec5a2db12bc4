import { useQueryClient } from '@tanstack/react-query';
import { Input, Modal } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { shipMany } from '../../api/bulk-commands.ts';
import { useFindOrders } from '../../api/order-lookup.ts';
import type { OrderSummary } from '../../api/types.ts';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { useFailureText } from '../../ui/use-failure-text.ts';
import { orderNumber } from '../../util/order-number.ts';
import { readParcels } from '../../util/parcel-sheet.ts';
import { selectNone } from '../../util/selected-orders.ts';
import css from './parcels.module.css';
import { ParcelRows } from './ParcelRows.tsx';
import { shipRequestOf, troubleOf } from './parcels.ts';
import type { Parcel } from './parcels.ts';

type Props = {
  /** Orders that were marked; none when somebody begins with a sheet. */
  orders: readonly OrderSummary[];
  onClose: () => void;
};

/**
 * Ships many orders at once: their numbers pasted from a spreadsheet, or typed beside the orders that were marked. Every row says
 * before the press whether it can go, and the list says afterwards how it went.
 */
export function ParcelsDialog({ orders, onClose }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const failureText = useFailureText();
  const find = useFindOrders();
  const [text, setText] = useState('');
  const [parcels, setParcels] = useState<Parcel[]>(() => orders.map(blank));
  const [found, setFound] = useState<ReadonlyMap<string, OrderSummary[]>>(new Map());
  const sheetId = useId();
  const troubles = parcels.map((parcel) => troubleOf(parcel, parcels, found.get(parcel.written)?.length ?? 1));
  const ready = parcels.filter((_, index) => troubles[index] === null);

  const onSheet = (pasted: string) => {
    setText(pasted);
    const rows = readParcels(pasted);
    if (rows.length === 0) return setParcels(orders.map(blank));
    find.mutate(
      rows.map((row) => row.orderNumber),
      {
        onSuccess: (orders) => {
          setFound(orders);
          setParcels(
            rows.map(({ orderNumber: written, trackingNumber, courier }) => {
              const [order, ...others] = orders.get(written) ?? [];
              return { written, trackingNumber, courier, order: (others.length === 0 && order) || null };
            }),
          );
        },
      },
    );
  };
  const onShip = () => {
    shipMany(
      queries,
      ready.flatMap((parcel) => (parcel.order ? [{ order: parcel.order, body: shipRequestOf(parcel) }] : [])),
    );
    selectNone();
    onClose();
  };
  return (
    <Modal
      open
      width={820}
      title={t('parcels.title')}
      okText={t('parcels.ship', { count: ready.length })}
      okButtonProps={{ disabled: ready.length === 0, loading: find.isPending }}
      cancelText={t('parcels.cancel')}
      closable={{ 'aria-label': t('parcels.cancel') }}
      onOk={onShip}
      onCancel={onClose}
    >
      <div className={css['body']}>
        <label htmlFor={sheetId}>{t('parcels.paste')}</label>
        <Input.TextArea
          id={sheetId}
          autoFocus={orders.length === 0}
          className={css['sheet'] ?? ''}
          autoSize={{ minRows: orders.length === 0 && parcels.length === 0 ? 5 : 2, maxRows: 5 }}
          value={text}
          spellCheck={false}
          placeholder={t('parcels.example')}
          onChange={(event) => onSheet(event.target.value)}
        />
        {find.isError && <FailureNote text={failureText(find.error)} />}
        {parcels.length > 0 && (
          <ParcelRows
            parcels={parcels}
            troubles={troubles}
            onChange={(index, change) =>
              setParcels((before) => before.map((one, at) => (at === index ? { ...one, ...change } : one)))
            }
          />
        )}
      </div>
    </Modal>
  );
}

function blank(order: OrderSummary): Parcel {
  return { written: orderNumber(order), order, trackingNumber: '', courier: 'shunfeng' };
}
