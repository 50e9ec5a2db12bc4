import { CheckCircleFilled, ExclamationCircleFilled } from '@ant-design/icons';
import { Input } from 'antd';
import { useTranslation } from 'react-i18next';
import type { OrderSummary } from '../../api/types.ts';
import { COURIERS, shipWaysOf, useReasonText } from '../../ui/order-words.ts';
import { PlatformMark } from '../../ui/PlatformMark.tsx';
import { Products } from '../../ui/Products.tsx';
import { orderNumber } from '../../util/order-number.ts';
import css from './parcels.module.css';
import type { Parcel, ParcelTrouble } from './parcels.ts';

type Props = {
  parcels: readonly Parcel[];
  troubles: readonly (ParcelTrouble | null)[];
  onChange: (index: number, change: Pick<Parcel, 'trackingNumber'> | Pick<Parcel, 'courier'>) => void;
};

/** What goes with which number, and whether it can go. */
export function ParcelRows({ parcels, troubles, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <div className={css['scroll']}>
      <ul className={css['rows']} aria-label={t('parcels.rows')}>
        {parcels.map((parcel, index) => (
          <li key={index} className={css['row']} data-ready={troubles[index] === null}>
            <Which parcel={parcel} />
            <Fields parcel={parcel} onChange={(change) => onChange(index, change)} />
            <State parcel={parcel} trouble={troubles[index] ?? null} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Which({ parcel: { order, written } }: { parcel: Parcel }) {
  if (!order) return <strong className="tabular">{written}</strong>;
  return (
    <span className={css['which']}>
      <span className={css['number']}>
        <PlatformMark platform={order.platform} /> <strong className="tabular">{orderNumber(order)}</strong>
      </span>
      <span className={css['products']}>
        <Products order={order} />
      </span>
    </span>
  );
}

function Fields({
  parcel,
  onChange,
}: {
  parcel: Parcel;
  onChange: (change: Parameters<Props['onChange']>[1]) => void;
}) {
  const { t } = useTranslation();
  const { order, trackingNumber, courier, written } = parcel;
  if (order && !shipWaysOf(order).includes('courier')) {
    return <span className={css['own']}>{t('shipping.by_own')}</span>;
  }
  return (
    <span className={css['fields']}>
      <Input
        aria-label={t('parcels.numberOf', { number: written })}
        autoComplete="off"
        value={trackingNumber}
        maxLength={64}
        placeholder={t('shipping.trackingNumber')}
        onChange={(event) => onChange({ trackingNumber: event.target.value.replaceAll(/\s/g, '') })}
      />
      {/* The browser's own list: there may be hundreds of these, and it works the same for every hand and eye. */}
      <select
        aria-label={t('parcels.courierOf', { number: written })}
        className={css['courier']}
        value={courier ?? ''}
        onChange={({ target }) => onChange({ courier: COURIERS.find((one) => one === target.value) ?? null })}
      >
        <option value="" disabled>
          {t('shipping.courier')}
        </option>
        {COURIERS.map((value) => (
          <option key={value} value={value}>
            {t(`courier.${value}`)}
          </option>
        ))}
      </select>
    </span>
  );
}

function State({ parcel, trouble }: { parcel: Parcel; trouble: ParcelTrouble | null }) {
  const { t } = useTranslation();
  if (trouble === null) {
    return (
      <span className={css['ready']}>
        <CheckCircleFilled aria-hidden /> {t('parcels.ready')}
      </span>
    );
  }
  return (
    <span className={css['trouble']}>
      <ExclamationCircleFilled aria-hidden />{' '}
      {trouble !== 'not_allowed' ? t(`parcels.${trouble}`) : parcel.order && <WhyNot order={parcel.order} />}
    </span>
  );
}

function WhyNot({ order }: { order: OrderSummary }) {
  return useReasonText(order, 'ship');
}
