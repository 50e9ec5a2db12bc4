import { useTranslation } from 'react-i18next';
import type { OrderDetail } from '../../api/types.ts';
import { PaperHead } from './PaperHead.tsx';

/** For whoever makes it: what, how many, the customer's wish. No prices and nobody's name. */
export function KitchenTicket({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const pieces = order.lines.reduce((sum, line) => sum + line.quantity, 0);
  return (
    <section className="paper" aria-label={t('paper.kitchen')}>
      <PaperHead order={order} />
      {order.remark && <p className="paper-remark">{order.remark}</p>}
      <ul className="paper-big">
        {order.lines.map((line) => (
          <li key={line.id}>
            <strong>{line.quantity} ×</strong>
            <span>
              {line.name}
              {line.spec && <em>{line.spec}</em>}
            </span>
          </li>
        ))}
      </ul>
      <footer>{t('order.sum', { count: pieces })}</footer>
    </section>
  );
}
