import { ScanOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { useShops } from '../api/orders.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { PageHead } from '../ui/PageHead.tsx';
import { useVoucherShops } from '../ui/use-voucher-shops.ts';
import { paths } from '../util/path-builder.ts';
import { TakenVouchers } from './vouchers/TakenVouchers.tsx';
import { VoucherCounter } from './vouchers/VoucherCounter.tsx';
import css from './vouchers-page.module.css';

/** The counter: a voucher is scanned, looked at and taken, and what was taken today stands below. */
export function VouchersPage() {
  const { t } = useTranslation();
  const { isSuccess } = useShops();
  const shops = useVoucherShops();
  const [first] = shops;
  return (
    <div className={css['page']}>
      <PageHead title={t('vouchers.title')} hint={t('vouchers.hint')} />
      {isSuccess && !first && (
        <EmptyState icon={<ScanOutlined />} title={t('vouchers.noShop')} hint={t('vouchers.noShop_hint')}>
          <LinkButton to={paths.connect()}>{t('vouchers.toShops')}</LinkButton>
        </EmptyState>
      )}
      {first && <VoucherCounter shops={shops} first={first} />}
      {first && <TakenVouchers />}
    </div>
  );
}
