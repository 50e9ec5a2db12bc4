import type { ReactNode } from 'react';
import css from './states.module.css';

type Props = { icon: ReactNode; title: string; hint: string; children?: ReactNode };

/** Says that there is nothing here, and what to do next. */
export function EmptyState({ icon, title, hint, children }: Props) {
  return (
    <div className={css['state']}>
      <span className={css['icon']} aria-hidden>
        {icon}
      </span>
      <h2 className={css['title']}>{title}</h2>
      <p className={css['hint']}>{hint}</p>
      {children}
    </div>
  );
}
