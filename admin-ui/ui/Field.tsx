import { useId } from 'react';
import type { ReactNode } from 'react';
import css from './field.module.css';

type Props = { label: string; hint?: ReactNode; children: (id: string, hintId: string | undefined) => ReactNode };

/** A named control with one line about it. The control takes the ids, so that a screen reader tells both. */
export function Field({ label, hint, children }: Props) {
  const id = useId();
  const hintId = useId();
  return (
    <div className={css['field']}>
      <label htmlFor={id}>{label}</label>
      {children(id, hint ? hintId : undefined)}
      {hint && (
        <p id={hintId} className={css['hint']}>
          {hint}
        </p>
      )}
    </div>
  );
}
