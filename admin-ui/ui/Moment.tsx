import { useTranslation } from 'react-i18next';
import { merchantTimeZone } from '../api/session.ts';
import { useClock } from '../util/clock.ts';
import { absoluteText, momentText } from '../util/moment-text.ts';

/** A moment as people say it, in the merchant's zone; the exact one shows on hover. */
export function Moment({ at }: { at: string }) {
  const text = useMomentText(at);
  return (
    <time dateTime={at} title={absoluteText(Date.parse(at), merchantTimeZone())} className="tabular">
      {text}
    </time>
  );
}

export function useMomentText(at: string): string {
  const { t } = useTranslation();
  const atMs = Date.parse(at);
  return useClock((nowMs) => {
    const told = momentText(atMs, nowMs, merchantTimeZone());
    switch (told.kind) {
      case 'now':
        return t('time.now');
      case 'minutes':
        return t('time.minutes', { count: told.count });
      case 'today':
        return t('time.today', { time: told.time });
      case 'yesterday':
        return t('time.yesterday', { time: told.time });
      case 'tomorrow':
        return t('time.tomorrow', { time: told.time });
      case 'date':
        return told.text;
    }
  });
}
