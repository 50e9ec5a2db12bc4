import { useTranslation } from 'react-i18next';
import { NavLink, Outlet } from 'react-router';
import { useSettingsRooms } from '../ui/use-settings-rooms.ts';
import css from './settings-frame.module.css';

/** The settings: their rooms beside the one that is open, along its top on a phone. What somebody may not see is not offered. */
export function SettingsFrame() {
  const { t } = useTranslation();
  const rooms = useSettingsRooms();
  return (
    <div className={css['frame']}>
      <nav className={css['rooms']} aria-label={t('settings.title')}>
        {rooms.map(({ name, to }) => (
          <NavLink key={name} to={to}>
            {t(`settingsRoom.${name}`)}
          </NavLink>
        ))}
      </nav>
      <div className={css['room']}>
        <Outlet />
      </div>
    </div>
  );
}
