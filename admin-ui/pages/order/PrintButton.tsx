import { PrinterOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { printOrders } from '../../ui/papers/print-orders.ts';
import type { Paper } from '../../ui/papers/print-orders.ts';
import { announce } from '../../util/announce.ts';

/** Opens the browser's print dialog, which also saves a PDF. */
export function PrintButton({ orderId }: { orderId: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          { key: 'kitchen', label: t('paper.kitchen') },
          { key: 'slip', label: t('paper.slip') },
        ],
        onClick: ({ key }) =>
          void printOrders(queries, [orderId], key as Paper).catch(() => announce(t('error.title'))),
      }}
    >
      <Button icon={<PrinterOutlined aria-hidden />}>{t('paper.print')}</Button>
    </Dropdown>
  );
}
