import { useEffect } from 'react';
import { createPortal } from 'react-dom';
import { orderNumber } from '../../util/order-number.ts';
import { useStore } from '../../util/store.ts';
import { KitchenTicket } from './KitchenTicket.tsx';
import './papers.css';
import { papersStore } from './print-orders.ts';
import { Slip } from './Slip.tsx';

/** Lies beside the page, seen by the printer alone (papers.css). */
export function Papers() {
  const job = useStore(papersStore);
  useEffect(() => {
    if (!job) return;
    const title = document.title;
    // The name that a browser proposes for a PDF.
    document.title = job.orders.map(orderNumber).slice(0, 3).join('-');
    const done = () => {
      document.title = title;
      papersStore.set(null);
    };
    window.addEventListener('afterprint', done, { once: true });
    window.print();
    return () => window.removeEventListener('afterprint', done);
  }, [job]);
  if (!job) return null;
  return createPortal(
    <div className="papers">
      {job.orders.map((order) =>
        job.paper === 'kitchen' ? (
          <KitchenTicket key={order.id} order={order} />
        ) : (
          <Slip key={order.id} order={order} />
        ),
      )}
    </div>,
    document.body,
  );
}
