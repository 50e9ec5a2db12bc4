import {
  BarChartOutlined,
  ContainerOutlined,
  ScanOutlined,
  SettingOutlined,
  ShopOutlined,
  WarningOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { useOrderCounts } from '../api/orders.ts';
import { paths } from '../util/path-builder.ts';
import { useSettingsRooms } from './use-settings-rooms.ts';
import { useVoucherShops } from './use-voucher-shops.ts';
import css from './room-links.module.css';

const COUNT_SHOWN_MAX = 99;

/** The ways to the rooms: words along the top of a desk, a bar for the thumb at the bottom of a phone. */
export function RoomLinks({ place }: { place: 'top' | 'bottom' }) {
  const { t } = useTranslation();
  const parked = useOrderCounts().data?.parked ?? 0;
  const takesVouchers = useVoucherShops().length > 0;
  const hasSettings = useSettingsRooms().length > 0;
  return (
    <nav className={css[place]} aria-label={t('nav.label')}>
      <Room to={paths.orders()} icon={<ContainerOutlined />} name={t('nav.orders')} />
      {takesVouchers && <Room to={paths.vouchers()} icon={<ScanOutlined />} name={t('nav.vouchers')} />}
      <Room to={paths.today()} icon={<BarChartOutlined />} name={t('nav.today')} />
      <Room to={paths.exceptions()} icon={<WarningOutlined />} name={t('nav.exceptions')}>
        {parked > 0 && (
          <span className={`${css['count']} tabular`}>
            {parked > COUNT_SHOWN_MAX ? `${COUNT_SHOWN_MAX}+` : parked}
            <span className="visually-hidden"> {t('exceptions.waiting')}</span>
          </span>
        )}
      </Room>
      <Room to={paths.shops()} icon={<ShopOutlined />} name={t('nav.shops')} />
      {hasSettings && <Room to={paths.settings()} icon={<SettingOutlined />} name={t('nav.settings')} />}
    </nav>
  );
}

function Room({ to, icon, name, children }: { to: string; icon: ReactNode; name: string; children?: ReactNode }) {
  return (
    <NavLink to={to}>
      <span className={css['icon']} aria-hidden>
        {icon}
      </span>
      <span>{name}</span>
      {children}
    </NavLink>
  );
}
