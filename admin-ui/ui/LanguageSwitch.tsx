import { Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { languagePreference } from '../util/preferences.ts';
import type { Language } from '../util/preferences.ts';
import { useStore } from '../util/store.ts';

const LANGUAGES: { value: Language; label: string }[] = [
  { value: 'zh-CN', label: '中' },
  { value: 'en', label: 'EN' },
];

export function LanguageSwitch() {
  const { t } = useTranslation();
  const language = useStore(languagePreference);
  return (
    <Segmented
      size="small"
      aria-label={t('settings.language')}
      options={LANGUAGES}
      value={language}
      onChange={(value) => languagePreference.set(value)}
    />
  );
}
