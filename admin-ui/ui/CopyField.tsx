import { CopyText } from './CopyText.tsx';
import css from './copy-field.module.css';

/** A secret or a link that is there to be taken away: all of it in view, and copied by one press. */
export function CopyField({ label, value }: { label: string; value: string }) {
  return (
    <div className={css['field']}>
      <span className={css['label']}>{label}</span>
      <div className={css['value']}>
        <CopyText value={value} what={label} />
      </div>
    </div>
  );
}
