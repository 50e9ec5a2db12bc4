import { ClockCircleOutlined } from '@ant-design/icons';
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { merchantTimeZone } from '../api/session.ts';
import { useNow } from '../util/clock.ts';
import { absoluteText } from '../util/moment-text.ts';
import { formatDistance, isLong, timeLeft } from '../util/time-left.ts';
import css from './time-left.module.css';

/** The shrinking chip: how long there is to accept, then for how long it is too late. */
export function TimeLeft({ startAt, deadlineAt }: { startAt: string; deadlineAt: string }) {
  const { t } = useTranslation();
  const deadlineMs = Date.parse(deadlineAt);
  const left = timeLeft(Date.parse(startAt), deadlineMs, useNow());
  const { tone, fraction, distanceMs } = left;
  const isLate = tone === 'late';
  const time = isLong(distanceMs)
    ? t('timeLeft.days', { count: Math.floor(distanceMs / 86_400_000) })
    : formatDistance(left);
  const minutes = Math.floor(distanceMs / 60_000);
  return (
    <span
      className={`${css['chip']} ${css[tone]} tabular`}
      style={{ '--left': `${Math.round(fraction * 100)}%` } as CSSProperties}
      title={absoluteText(deadlineMs, merchantTimeZone())}
    >
      <ClockCircleOutlined aria-hidden />
      <span aria-hidden>{isLate ? t('timeLeft.late', { time }) : time}</span>
      <span className="visually-hidden">
        {isLate ? t('timeLeft.lateSpoken', { minutes }) : t('timeLeft.leftSpoken', { minutes })}
      </span>
    </span>
  );
}
