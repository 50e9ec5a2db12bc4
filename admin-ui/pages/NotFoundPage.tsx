import { CompassOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../ui/EmptyState.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { paths } from '../util/path-builder.ts';

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <EmptyState icon={<CompassOutlined />} title={t('error.notFound')} hint="">
      <LinkButton to={paths.orders()}>{t('error.toOrders')}</LinkButton>
    </EmptyState>
  );
}
