import { useTranslation } from 'react-i18next';
import { changePercent } from '../../util/busy-hours.ts';
import css from './figure.module.css';

type Props = {
  name: string;
  value: string;
  now: number;
  /** What it was by this time of the compared day. */
  before: number;
  compared: string;
  /** What the compared day had brought in the end. */
  whole: string;
};

/** One number of the day, and whether it is more or less than usual. */
export function Figure({ name, value, now, before, compared, whole }: Props) {
  const { t } = useTranslation();
  const change = changePercent(now, before);
  return (
    <li className={css['figure']}>
      <span className={css['name']}>{name}</span>
      <strong className="tabular">{value}</strong>
      <span className={css['change']} data-way={change === null || change === 0 ? 'same' : change > 0 ? 'up' : 'down'}>
        {change === null
          ? t('dashboard.nothingBefore', { compared })
          : t(change === 0 ? 'dashboard.same' : change > 0 ? 'dashboard.more' : 'dashboard.less', {
              compared,
              percent: Math.abs(change),
            })}
      </span>
      <span className={css['whole']}>{t('dashboard.whole', { compared, whole })}</span>
    </li>
  );
}
