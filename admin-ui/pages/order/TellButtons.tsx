import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { tellOrder } from '../../api/typed-orders.ts';
import type { OrderDetail } from '../../api/types.ts';
import { FailureNote } from '../../ui/FailureNote.tsx';
import { useAct } from '../../ui/use-act.ts';
import { useMay } from '../../ui/use-may.ts';

/** What no platform tells of an order of a shop of one's own. */
export function TellButtons({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const mayChange = useMay('orders:write');
  const { running, problem, act } = useAct();
  if (!mayChange || order.tellable.length === 0) return null;
  return (
    <>
      {order.tellable.map((what) => (
        <Button
          key={what}
          loading={running === what}
          onClick={() => act(what, () => tellOrder(queries, order.id, what))}
        >
          {t(`counterTell.${what}`)}
        </Button>
      ))}
      {problem && <FailureNote text={problem} />}
    </>
  );
}
