import { DownloadOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { Button, Dropdown, notification } from 'antd';
import { useTranslation } from 'react-i18next';
import { exportOrders } from '../../api/order-export.ts';
import type { ExportFormat } from '../../api/order-export.ts';
import { useFailureText } from '../../ui/use-failure-text.ts';
import { useMay } from '../../ui/use-may.ts';
import type { OrderFilter } from '../../util/order-filter.ts';
import { languagePreference } from '../../util/preferences.ts';
import { useStore } from '../../util/store.ts';

/** Takes the filtered orders, or the marked ones, away as a sheet. Who may not take data away is not tempted. */
export function ExportButton({ filter, orderIds }: { filter: OrderFilter; orderIds?: readonly string[] }) {
  const { t } = useTranslation();
  const language = useStore(languagePreference);
  const failureText = useFailureText();
  const [notices, holder] = notification.useNotification();
  const mayExport = useMay('orders:export');
  const run = useMutation({
    mutationFn: (format: ExportFormat) => exportOrders(filter, format, language, orderIds),
    onError: (error) => notices.error({ title: t('export.failed'), description: failureText(error) }),
  });
  if (!mayExport) return null;
  return (
    <>
      {holder}
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'xlsx', label: t('export.xlsx') },
            { key: 'csv', label: t('export.csv') },
          ],
          onClick: ({ key }) => run.mutate(key as ExportFormat),
        }}
      >
        <Button icon={<DownloadOutlined aria-hidden />} loading={run.isPending}>
          {t('export.button')}
        </Button>
      </Dropdown>
    </>
  );
}
