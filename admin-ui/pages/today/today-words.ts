import { useTranslation } from 'react-i18next';
import type { Today } from '../../api/types.ts';

/** The two days by name, as people say them: 11月25日 周三, and 上周三. */
export function useDayNames({ day, comparedDay }: Pick<Today, 'day' | 'comparedDay'>) {
  const { t, i18n } = useTranslation();
  // A calendar day has no zone; read and told in UTC it stays itself.
  const name = (iso: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(i18n.language, { ...options, timeZone: 'UTC' }).format(new Date(`${iso}T00:00:00Z`));
  return {
    today: name(day, { month: 'long', day: 'numeric', weekday: 'short' }),
    compared: t('dashboard.lastWeekday', { weekday: name(comparedDay, { weekday: 'short' }) }),
  };
}
