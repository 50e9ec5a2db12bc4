import { Input } from 'antd';
import { useId } from 'react';
import css from './action-dialog.module.css';

const NOTE_LENGTH_MAX = 200;

/** A clerk's own words, which the platform shows to the customer. */
export function NoteField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (note: string) => void;
}) {
  const id = useId();
  return (
    <>
      <label htmlFor={id} className={css['label']}>
        {label}
      </label>
      <Input.TextArea
        id={id}
        value={value}
        maxLength={NOTE_LENGTH_MAX}
        autoSize={{ minRows: 2, maxRows: 5 }}
        onChange={(event) => onChange(event.target.value)}
      />
    </>
  );
}
