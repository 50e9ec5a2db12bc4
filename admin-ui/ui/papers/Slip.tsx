import { useTranslation } from 'react-i18next';
import type { OrderDetail } from '../../api/types.ts';
import { formatMoney } from '../../util/money.ts';
import { PaperHead } from './PaperHead.tsx';

/** For the bag: what is in it, what it cost, whose it is. */
export function Slip({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const money = (minor: number) => formatMoney(minor, order.currency);
  return (
    <section className="paper" aria-label={t('paper.slip')}>
      <p className="paper-shop">{order.shopName}</p>
      <PaperHead order={order} />
      {order.remark && <p className="paper-remark">{order.remark}</p>}
      <table>
        <tbody>
          {order.lines.map((line) => (
            <tr key={line.id}>
              <td>
                {line.name}
                {line.spec && <em>{line.spec}</em>}
              </td>
              <td>×{line.quantity}</td>
              <td>{money(line.totalMinor)}</td>
            </tr>
          ))}
        </tbody>
        <tbody className="paper-sums">
          {order.amounts
            .filter(({ kind }) => kind !== 'goods')
            .map((amount, index) => (
              <tr key={index}>
                <td colSpan={2}>
                  {((amount.kind === 'discount' || amount.kind === 'other') && amount.label) ||
                    t(`amount.${amount.kind}`)}
                </td>
                <td>{money(amount.amountMinor)}</td>
              </tr>
            ))}
          <tr className="paper-total">
            <td colSpan={2}>{t('order.customerPays')}</td>
            <td>{money(order.totalMinor)}</td>
          </tr>
        </tbody>
      </table>
      <div className="paper-customer">
        <p>
          <strong>{order.customerName}</strong> {order.customerPhone}
        </p>
        {order.deliveryMode !== 'pickup' && <p>{order.address}</p>}
      </div>
      <footer>{order.platformOrderId}</footer>
    </section>
  );
}
