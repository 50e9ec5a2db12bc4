import { Input, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { durationSeconds, splitDuration } from '../../util/duration.ts';
import type { DurationUnit } from '../../util/duration.ts';
import { useDurationText } from './shop-words.ts';
import css from './timers-form.module.css';

const UNITS: DurationUnit[] = ['second', 'minute', 'hour', 'day'];
const UNIT_MIN_SECONDS: Record<DurationUnit, number> = { second: 1, minute: 60, hour: 3_600, day: 86_400 };

export type DurationProps = {
  label: string;
  /** NaN while the field holds no time. */
  seconds: number;
  onChange: (seconds: number) => void;
  minSeconds: number;
  maxSeconds: number;
  disabled: boolean;
};

/** A time as people type it: a number and its unit. */
export function DurationField({ label, seconds, onChange, minSeconds, maxSeconds, disabled }: DurationProps) {
  const { t } = useTranslation();
  const text = useDurationText();
  const problemId = useId();
  const [typed, setTyped] = useState(() => toTyped(seconds));
  // The time may be changed from outside (saved, read again); then the field follows it.
  const meant = toSeconds(typed);
  if (!Number.isNaN(seconds) && meant !== seconds) setTyped(toTyped(seconds));
  const change = (part: Partial<typeof typed>) => {
    const next = { ...typed, ...part };
    setTyped(next);
    onChange(toSeconds(next));
  };
  const isWrong = !(meant >= minSeconds && meant <= maxSeconds);
  return (
    <>
      <span className={css['duration']}>
        <Input
          className={css['amount'] ?? ''}
          inputMode="decimal"
          aria-label={label}
          aria-invalid={isWrong}
          aria-describedby={isWrong ? problemId : undefined}
          status={isWrong ? 'error' : ''}
          disabled={disabled}
          value={typed.amount}
          maxLength={8}
          onChange={(event) => change({ amount: event.target.value })}
        />
        <Select
          aria-label={t('timers.unit', { what: label })}
          disabled={disabled}
          value={typed.unit}
          popupMatchSelectWidth={false}
          onChange={(unit: DurationUnit) => change({ unit })}
          options={UNITS.filter((unit) => UNIT_MIN_SECONDS[unit] <= maxSeconds).map((unit) => ({
            value: unit,
            label: t(`unit.${unit}`),
          }))}
        />
      </span>
      {isWrong && (
        <span id={problemId} className={css['wrong']}>
          {t('timers.range', { from: text(minSeconds), to: text(maxSeconds) })}
        </span>
      )}
    </>
  );
}

type Typed = { amount: string; unit: DurationUnit };

function toTyped(seconds: number): Typed {
  if (Number.isNaN(seconds)) return { amount: '', unit: 'minute' };
  const { amount, unit } = splitDuration(seconds);
  return { amount: String(amount), unit };
}

function toSeconds({ amount, unit }: Typed): number {
  // A Chinese keyboard types its own full stop.
  const number = amount.trim() === '' ? Number.NaN : Number(amount.replace('。', '.'));
  return durationSeconds({ amount: number, unit }) ?? Number.NaN;
}
