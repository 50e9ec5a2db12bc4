import { Button } from 'antd';
import { WarningOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../ui/EmptyState.tsx';

/** What is left when a page fails: calm words and a way on. Also shown when a new version replaced the old files. */
export function CrashPage() {
  const { t } = useTranslation();
  return (
    <EmptyState icon={<WarningOutlined />} title={t('error.crashed')} hint={t('error.crashed_hint')}>
      <Button type="primary" onClick={() => window.location.reload()}>
        {t('error.reload')}
      </Button>
    </EmptyState>
  );
}
