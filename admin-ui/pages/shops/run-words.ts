import { useTranslation } from 'react-i18next';
import type { SyncRun } from '../../api/types.ts';

/** The days of a run, as `2026-11-01 – 2026-11-07`, or one day by itself. */
export function useDaysText(): (run: Pick<SyncRun, 'fromDay' | 'toDay'>) => string {
  const { t } = useTranslation();
  return ({ fromDay, toDay }) => (fromDay === toDay ? fromDay : t('run.span', { from: fromDay, to: toDay }));
}
