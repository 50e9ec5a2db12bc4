import { createInstance } from 'i18next';
import type { i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { languagePreference } from '../util/preferences.ts';
import type { Language } from '../util/preferences.ts';
import type { zhCN } from './zh-CN.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof zhCN };
  }
}

export const texts: i18n = createInstance();

/** Loads the language this browser remembers, Chinese at first, and follows every later choice. */
export async function startTexts(): Promise<void> {
  const language = languagePreference.get();
  await texts.use(initReactI18next).init({
    lng: language,
    resources: { [language]: { translation: await loadTexts(language) } },
    // React escapes what it shows.
    interpolation: { escapeValue: false },
    returnNull: false,
    // There is one text per language and no other to fall back on, so i18next need not look for relatives of zh-CN.
    load: 'currentOnly',
    fallbackLng: false,
  });
  document.documentElement.lang = language;
  languagePreference.subscribe(() => void changeLanguage(languagePreference.get()));
}

async function changeLanguage(language: Language): Promise<void> {
  if (!texts.hasResourceBundle(language, 'translation')) {
    texts.addResourceBundle(language, 'translation', await loadTexts(language));
  }
  await texts.changeLanguage(language);
  document.documentElement.lang = language;
}

// Only the language in use is sent to the browser.
async function loadTexts(language: Language) {
  switch (language) {
    case 'zh-CN':
      return (await import('./zh-CN.ts')).zhCN;
    case 'en':
      return (await import('./en.ts')).en;
  }
}
