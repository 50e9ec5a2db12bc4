import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useShops } from '../../api/orders.ts';
import { useMay } from '../../ui/use-may.ts';
import { paths } from '../../util/path-builder.ts';

/** The same once more, typed in for a shop of one's own: whoever ordered on a platform calls the next time. */
export function AgainLink({ orderId }: { orderId: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const mayWrite = useMay('orders:write');
  const hasOwn = useShops().data?.some(({ keptHere }) => keptHere) ?? false;
  if (!mayWrite || !hasOwn) return null;
  return <Button onClick={() => void navigate(paths.newOrder(orderId))}>{t('counter.again')}</Button>;
}
