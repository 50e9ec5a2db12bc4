import { useTranslation } from 'react-i18next';
import type { Words } from '../api/types.ts';

/** What the hub says in both languages, in the one that is shown. */
export function useWords(): (words: Words) => string {
  const { i18n } = useTranslation();
  return (words) => (i18n.language.startsWith('zh') ? words.zh : words.en);
}
