import { useTranslation } from 'react-i18next';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { useMayTypeOrders } from '../../ui/use-may-type-orders.ts';
import { paths } from '../../util/path-builder.ts';

/** The same once more, typed in for a shop of one's own: whoever ordered on a platform calls the next time. */
export function AgainLink({ orderId }: { orderId: string }) {
  const { t } = useTranslation();
  if (!useMayTypeOrders()) return null;
  return (
    <LinkButton to={paths.newOrder(orderId)} type="default">
      {t('counter.again')}
    </LinkButton>
  );
}
