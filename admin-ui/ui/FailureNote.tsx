import { ExclamationCircleFilled } from '@ant-design/icons';
import type { ReactNode } from 'react';
import css from './failure-note.module.css';

/** Why a press did not do what was asked, with a way on where there is one. */
export function FailureNote({ text, children }: { text: string; children?: ReactNode }) {
  return (
    <div className={css['note']} role="alert">
      <ExclamationCircleFilled aria-hidden />
      <span className={css['text']}>{text}</span>
      {children}
    </div>
  );
}
