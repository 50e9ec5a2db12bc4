import { useTranslation } from 'react-i18next';
import { merchantTimeZone } from '../../api/session.ts';
import type { OrderDetail } from '../../api/types.ts';
import { absoluteText } from '../../util/moment-text.ts';
import { orderNumber } from '../../util/order-number.ts';
import { usePlatformName } from '../PlatformMark.tsx';

/** What is read from across the room: the number of the day, from where, and how it leaves. */
export function PaperHead({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const platform = usePlatformName()(order.platform);
  const zone = merchantTimeZone();
  return (
    <header>
      <p className="paper-day">{order.dayNumber === null ? orderNumber(order) : `#${order.dayNumber}`}</p>
      <p className="paper-from">
        {platform} · {t(`order.${order.deliveryMode}`)}
      </p>
      <p className="paper-when">
        {t('order.promisedAt')}{' '}
        <strong>{order.promisedAt ? absoluteText(Date.parse(order.promisedAt), zone) : t('order.asap')}</strong>
      </p>
      <p>
        {t('list.column_number')} {orderNumber(order)} · {t('list.column_placed')}{' '}
        {absoluteText(Date.parse(order.placedAt), zone)}
      </p>
    </header>
  );
}
