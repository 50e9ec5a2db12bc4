import { Button, Popover, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { sendAllNow } from '../api/delayed-commands.ts';
import { logOut } from '../api/session.ts';
import type { Identity } from '../api/types.ts';
import { themePreference } from '../util/preferences.ts';
import type { ThemeChoice } from '../util/preferences.ts';
import { useStore } from '../util/store.ts';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import css from './account-menu.module.css';

const THEMES: ThemeChoice[] = ['light', 'dark', 'auto'];

type Props = { identity: Identity; onShortcuts: () => void };

export function AccountMenu({ identity, onShortcuts }: Props) {
  const { t } = useTranslation();
  const themeChoice = useStore(themePreference);
  const panel = (
    <div className={css['panel']}>
      <p className={css['who']}>
        <strong>{identity.name}</strong>
        <span>
          {identity.merchant.name} · {t(`role.${identity.role}`)}
        </span>
      </p>
      <div className={css['setting']}>
        <span>{t('settings.theme')}</span>
        <Segmented
          size="small"
          aria-label={t('settings.theme')}
          value={themeChoice}
          onChange={(choice) => themePreference.set(choice)}
          options={THEMES.map((value) => ({ value, label: t(`settings.theme_${value}`) }))}
        />
      </div>
      <div className={css['setting']}>
        <span>{t('settings.language')}</span>
        <LanguageSwitch />
      </div>
      <div className={css['buttons']}>
        <Button className={css['keys'] ?? ''} onClick={onShortcuts}>
          {t('shortcuts.open')}
        </Button>
        <Button onClick={() => void sendAllNow().then(logOut)}>{t('settings.logOut')}</Button>
      </div>
    </div>
  );
  return (
    <Popover trigger="click" placement="bottomRight" content={panel}>
      <button type="button" className={css['avatar']} aria-label={`${t('settings.account')}: ${identity.name}`}>
        {identity.name.slice(0, 1).toUpperCase()}
      </button>
    </Popover>
  );
}
