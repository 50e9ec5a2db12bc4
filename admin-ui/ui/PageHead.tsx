import type { ReactNode } from 'react';
import css from './page-head.module.css';

/** The name of a room, one line on what it is for, and what can be done with all of it. */
export function PageHead({ title, hint, children }: { title: ReactNode; hint?: ReactNode; children?: ReactNode }) {
  return (
    <header className={css['head']}>
      <div className={css['words']}>
        <h1>{title}</h1>
        {hint && <p>{hint}</p>}
      </div>
      {children && <div className={css['tools']}>{children}</div>}
    </header>
  );
}
