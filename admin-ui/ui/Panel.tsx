import { useId } from 'react';
import type { ReactNode } from 'react';
import css from './panel.module.css';

/** A titled box; the title names the region for a screen reader. */
export function Panel({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  const titleId = useId();
  return (
    <section className={css['panel']} aria-labelledby={titleId}>
      <header className={css['head']}>
        <h2 id={titleId}>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
