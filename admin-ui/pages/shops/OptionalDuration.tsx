import { Switch } from 'antd';
import { useId } from 'react';
import { DurationField } from './DurationField.tsx';
import type { DurationProps } from './DurationField.tsx';
import css from './timers-form.module.css';

const SWITCHED_ON_SECONDS = 900;

type Props = Omit<DurationProps, 'seconds' | 'onChange'> & {
  hint: string;
  /** Null is switched off. */
  value: number | null;
  onChange: (value: number | null) => void;
};

/** A deadline that a shop may do without. */
export function OptionalDuration({ label, hint, value, onChange, disabled, ...limits }: Props) {
  const switchId = useId();
  return (
    <fieldset disabled={disabled}>
      <div className={css['optional']}>
        <label htmlFor={switchId}>{label}</label>
        <Switch
          id={switchId}
          checked={value !== null}
          disabled={disabled}
          onChange={(on) => onChange(on ? SWITCHED_ON_SECONDS : null)}
        />
      </div>
      {value !== null && (
        <DurationField label={label} seconds={value} onChange={onChange} disabled={disabled} {...limits} />
      )}
      <p className={css['hint']}>{hint}</p>
    </fieldset>
  );
}
